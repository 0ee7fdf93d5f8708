import { createServer } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { post, startApi, type Settings } from '../../support/api.ts';
import { LIVE, startOtherDialer } from '../../support/otherDialer.ts';

const attribute = z.object({
  key: z.string(),
  value: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
});

const exported = z.object({
  resourceSpans: z.array(
    z.object({
      resource: z.object({ attributes: z.array(attribute) }),
      scopeSpans: z.array(
        z.object({
          spans: z.array(
            z.object({
              traceId: z.string(),
              spanId: z.string(),
              parentSpanId: z.string().optional(),
              name: z.string(),
              kind: z.number(),
              startTimeUnixNano: z.string(),
              endTimeUnixNano: z.string(),
              attributes: z.array(attribute),
              status: z.object({ code: z.number().optional() }),
            }),
          ),
        }),
      ),
    }),
  ),
});

interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  readonly name: string;
  readonly kind: number;
  readonly from: number;
  readonly to: number;
  readonly isError: boolean;
  readonly attributes: Readonly<Record<string, unknown>>;
}

const SERVER = 2;
const CLIENT = 3;

/** A receiver of spans over OTLP/HTTP, and what it has got. */
async function startReceiver(): Promise<{ url: string; spans: Span[]; paths: Set<string> }> {
  const spans: Span[] = [];
  const paths = new Set<string>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      paths.add(request.url ?? '');
      spans.push(...spansIn(Buffer.concat(chunks).toString()));
      response.setHeader('content-type', 'application/json');
      response.end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return { url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`, spans, paths };
}

const spansIn = (text: string): Span[] =>
  exported.parse(JSON.parse(text)).resourceSpans.flatMap(({ scopeSpans }) =>
    scopeSpans.flatMap(({ spans }) =>
      spans.map((span) => ({
        traceId: span.traceId,
        spanId: span.spanId,
        parentSpanId: span.parentSpanId,
        name: span.name,
        kind: span.kind,
        from: Number(BigInt(span.startTimeUnixNano) / 1000n) / 1000,
        to: Number(BigInt(span.endTimeUnixNano) / 1000n) / 1000,
        isError: span.status.code === 2,
        attributes: Object.fromEntries(
          span.attributes.map(({ key, value }) => [key, Object.values(value)[0]]),
        ),
      })),
    ),
  );

const PARENT = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16) };

/** A traced server in front of a dialer whose answers take 40 ms, one at a time. */
async function startTraced(settings: Settings = {}) {
  const receiver = await startReceiver();
  const dialer = await startOtherDialer();
  onTestFinished(() => dialer.close());
  const api = await startApi(
    { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, DIALER_CONCURRENCY: '1', ...settings },
    dialer,
    { exportSpansEveryMs: 50 },
  );
  dialer.answer('getLiveAgentInfo', (fields) => ({
    body: JSON.stringify(LIVE[(fields.get('user') ?? '').toLowerCase()] ?? {}),
    delayMs: 40,
  }));
  return { api, receiver, dialer };
}

test('the spans account for all of the time that an operation spends on the dialer', async () => {
  const { api, receiver, dialer } = await startTraced();
  const response = await post(
    api.url,
    { query: 'query Floor { agents { nodes { username live { state } } } }' },
    { headers: { traceparent: `00-${PARENT.traceId}-${PARENT.spanId}-01` } },
  );
  expect(response.status).toBe(200);
  const sent = dialer.requests.map(({ headers }) => headers['traceparent']);
  await api.close();
  const { spans } = receiver;
  const operation = spans.find(({ kind }) => kind === SERVER);
  const calls = spans.filter(({ kind }) => kind === CLIENT);
  expect(receiver.paths).toEqual(new Set(['/v1/traces']));
  expect(operation).toMatchObject({
    name: 'query',
    traceId: PARENT.traceId,
    parentSpanId: PARENT.spanId,
    attributes: { 'graphql.operation.type': 'query', 'graphql.operation.name': 'Floor' },
  });
  expect(response.headers.get('traceparent')).toBe(`00-${PARENT.traceId}-${operation?.spanId}-01`);
  // Each request has a span, and says so in its own header.
  expect(calls).toHaveLength(dialer.requests.length);
  expect(new Set(calls.map(({ spanId }) => `00-${PARENT.traceId}-${spanId}-01`))).toEqual(new Set(sent));
  for (const { parentSpanId } of calls) expect(parentSpanId).toBe(operation?.spanId);
  // All of them together cover the operation, up to what is computed here.
  const covered = calls
    .map(({ from, to }) => ({ from, to }))
    .toSorted((a, b) => a.from - b.from)
    .reduce(
      (sum, { from, to }) => ({
        ms: sum.ms + Math.max(0, to - Math.max(from, sum.end)),
        end: Math.max(to, sum.end),
      }),
      { ms: 0, end: 0 },
    ).ms;
  const live = calls.filter(({ name }) => name === 'getLiveAgentInfo');
  expect(live.length).toBeGreaterThan(2);
  const total = (key: string): number =>
    live.reduce((sum, { attributes }) => sum + Number(attributes[key]), 0);
  expect(total('crocodial.service_ms')).toBeGreaterThan(live.length * 39);
  expect(covered).toBeGreaterThan(total('crocodial.service_ms'));
  // With one slot, the last waits for all others: that is no time of the dialer.
  const slowest = live.toSorted((a, b) => b.to - b.from - (a.to - a.from))[0];
  expect(Number(slowest?.attributes['crocodial.queue_ms'])).toBeGreaterThan((live.length - 1) * 39);
  for (const { from, to, attributes } of live) {
    const told = Number(attributes['crocodial.queue_ms']) + Number(attributes['crocodial.service_ms']);
    expect(Math.abs(to - from - told)).toBeLessThan(30);
  }
});

test('a failed call and its operation are marked, and no span holds a secret or a document', async () => {
  const { api, receiver } = await startTraced();
  api.dialer.answer('goGetTotalAgentsCall', { status: 500, body: 'pass=hunter2' });
  await api.query('{ dashboard { agentsInCall } other: agent(username: "canary-user") { name } }');
  await api.close();
  const failed = receiver.spans.find(({ name }) => name === 'goGetTotalAgentsCall');
  expect(failed).toMatchObject({
    isError: true,
    attributes: { 'http.response.status_code': 500, 'crocodial.attempts': 3, 'error.type': 'unavailable' },
  });
  expect(receiver.spans.find(({ kind }) => kind === SERVER)).toMatchObject({
    isError: true,
    attributes: { 'error.type': 'DIALER_UNAVAILABLE' },
  });
  expect(JSON.stringify(receiver.spans)).not.toMatch(/hunter2|canary-user|agentsInCall/);
});

test('what is not sampled is not sent, and says so downstream', async () => {
  const { api, receiver, dialer } = await startTraced({ OTEL_TRACES_SAMPLER: 'parentbased_always_off' });
  const query = '{ dashboard { agentsInCall } }';
  await api.query(query);
  const [header] = dialer.requests.map(({ headers }) => headers['traceparent']);
  expect(header).toMatch(/^00-[\da-f]{32}-[\da-f]{16}-00$/);
  await post(
    api.url,
    { query: '{ agents { totalCount } }' },
    {
      headers: { traceparent: `00-${PARENT.traceId}-${PARENT.spanId}-01` },
    },
  );
  await api.close();
  expect(new Set(receiver.spans.map(({ traceId }) => traceId))).toEqual(new Set([PARENT.traceId]));
});

test('a receiver that cannot be reached disturbs nothing', async () => {
  const api = await startApi({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' }, undefined, {
    exportSpansEveryMs: 20,
  });
  expect(await api.data('{ dashboard { agentsInCall } }')).toEqual({ dashboard: { agentsInCall: 23 } });
  const began = performance.now();
  await api.close();
  expect(performance.now() - began).toBeLessThan(5000);
});

test('a receiver that never answers does not make closing longer than it may be', async () => {
  const silent = createServer(() => undefined);
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    silent.closeAllConnections();
    silent.close();
  });
  const address = silent.address();
  const api = await startApi(
    { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}` },
    undefined,
    { closing: { mostMs: 100, wholeMs: 200, spansMs: 60_000 } },
  );
  api.dialer.answer('goGetCustomerInfo', { body: '', delayMs: 60_000 });
  const cutOff = api.query('{ lead(leadId: "7") { status } }');
  await expect.poll(() => api.dialer.requests.length).toBe(1);
  const began = performance.now();
  await api.close();
  expect(performance.now() - began).toBeLessThan(3000);
  expect((await cutOff).status).toBe(503);
});
