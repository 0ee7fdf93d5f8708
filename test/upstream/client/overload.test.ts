/**
 * An upstream that is healthy, and asked more than it can answer. The deadlines leave a second or so for a slow machine.
 * The tests mostly wait, so they run side by side.
 */
import { beforeAll, test, type TestContext } from 'vitest';
import { Caller } from '../../../src/upstream/client/caller.ts';
import { ENDPOINTS } from '../../../src/upstream/endpoints.ts';
import { UpstreamTimeout, UpstreamUnavailable } from '../../../src/upstream/errors.ts';
import { startScriptedServer, type ScriptedServer } from '../../support/scriptedServer.ts';
import { upstreamOf } from '../upstreamOf.ts';

interface Overloaded {
  readonly server: ScriptedServer;
  readonly client: ReturnType<typeof upstreamOf>['client'];
  /** How long it takes for a call from now on. */
  readonly takes: (milliseconds: number) => void;
  /** Looks a lead up; left out, another one each time. @returns `answered`, or what failed */
  readonly ask: (caller?: Caller, leadId?: string) => Promise<string>;
}

// The first call of a process can take half a second, which would count as a service time.
beforeAll(async () => {
  const server = await startScriptedServer();
  server.answerAll('{"result":"success","data":23}');
  const { client } = upstreamOf(server.url);
  for (let calls = 0; calls < 5; calls += 1)
    await client.call({ ...ENDPOINTS.goGetTotalAgentsCall, cacheSeconds: 0, staleSeconds: 0 }, {});
  await client.destroy();
  await server.close();
});

let lead = 0;

async function upstream(
  { onTestFinished }: TestContext,
  options: { concurrency: number; timeoutMs: number },
): Promise<Overloaded> {
  const server = await startScriptedServer();
  const { client } = upstreamOf(server.url, options);
  onTestFinished(async () => {
    await client.destroy();
    await server.close();
  });
  let tookMs = 0;
  server.answer('goGetCustomerInfo', (fields) => ({
    body: JSON.stringify({
      result: 'success',
      lead_info: { lead_id: fields.get('lead_id') },
      is_customer: 0,
    }),
    delayMs: tookMs,
  }));
  return {
    server,
    client,
    takes: (milliseconds) => {
      tookMs = milliseconds;
    },
    ask: async (caller = new Caller(), leadId = String((lead += 1))) => {
      try {
        await client.call(ENDPOINTS.goGetCustomerInfo, { leadId }, caller);
        return 'answered';
      } catch (error) {
        if (error instanceof UpstreamUnavailable || error instanceof UpstreamTimeout)
          return error.shortCircuited ? `held back: ${error.code}` : error.code;
        return String(error);
      }
    },
  };
}

const times = <Made>(count: number, make: () => Made): Made[] => Array.from({ length: count }, make);

/** An operation of a viewer that is planned with so many look-ups. */
function operationOf(viewer: string, calls: number, signal?: AbortSignal): Caller {
  const caller = new Caller(signal, Infinity, viewer);
  caller.reserve([{ endpoint: ENDPOINTS.goGetCustomerInfo, calls }]);
  return caller;
}

test.concurrent('a deadline that ends in our own queue, or would end just after sending, is no failure of the upstream', async (context) => {
  const { expect } = context;
  const { server, client, takes, ask } = await upstream(context, { concurrency: 8, timeoutMs: 3000 });
  await ask();
  takes(1000);
  server.clear();
  // Admitted as fast calls. Rounds of eight: with a second left, the third is not sent.
  const outcomes = await Promise.all(times(24, () => ask()));
  expect(new Set(outcomes)).toEqual(new Set(['answered', 'held back: DIALER_TIMEOUT']));
  // A call without an answer was not sent.
  expect(server.requests).toHaveLength(outcomes.filter((outcome) => outcome === 'answered').length);
  expect(client.health('goAPI')).toMatchObject({ isOpen: false, openActions: [] });
});

test.concurrent('an action that became slow is noticed all the same', async (context) => {
  const { expect } = context;
  const { client, takes, ask } = await upstream(context, { concurrency: 8, timeoutMs: 1500 });
  for (const call of await Promise.all(times(8, () => ask()))) expect(call).toBe('answered');
  takes(800);
  // Slower than half of its deadline, and still asked.
  for (const call of await Promise.all(times(3, () => ask()))) expect(call).toBe('answered');
  takes(4000);
  for (let round = 0; round < 2; round += 1) {
    // Three at once: more would wait until one has proved the login.
    expect(await Promise.all(times(3, () => ask()))).toContain('DIALER_TIMEOUT');
  }
  expect(client.health('goAPI').openActions).toEqual(['goGetCustomerInfo']);
});

test.concurrent('an operation that takes longer than one call may is answered whole', async (context) => {
  const { expect } = context;
  const { takes, ask } = await upstream(context, { concurrency: 1, timeoutMs: 2000 });
  takes(150);
  const caller = operationOf('v', 20);
  const started = performance.now();
  expect(new Set(await Promise.all(times(20, () => ask(caller))))).toEqual(new Set(['answered']));
  expect(performance.now() - started).toBeGreaterThan(2000);
});

test.concurrent('what is refused to one operation does not fail another that asks the same', async (context) => {
  const { expect } = context;
  // Each hog needs 800 ms, and 1,000 ms is the most that a new operation may wait.
  const { server, takes, ask } = await upstream(context, { concurrency: 1, timeoutMs: 4000 });
  takes(40);
  const hog = operationOf('hog', 20);
  const calls = times(20, () => ask(hog));
  const [refused, admitted] = [operationOf('hog', 20), operationOf('polite', 1)];
  await calls[0];
  const both = [ask(refused, '4711'), ask(admitted, '4711')];
  expect(await Promise.all(both)).toEqual(['held back: DIALER_UNAVAILABLE', 'answered']);
  expect(new Set(await Promise.all(calls))).toEqual(new Set(['answered']));
  expect(server.requests).toHaveLength(21);
});

test.concurrent('whoever joined a call gets its answer when the operation leaves that started it', async (context) => {
  const { expect } = context;
  const { server, takes, ask } = await upstream(context, { concurrency: 1, timeoutMs: 5000 });
  takes(60_000);
  const leaving = new AbortController();
  const owner = operationOf('hog', 6, leaving.signal);
  const calls = ['1', '2', '3', '4', '5', '6'].map((leadId) => ask(owner, leadId));
  const joined = ask(operationOf('polite', 1), '6');
  await expect.poll(() => server.requests.length).toBe(1);
  takes(0);
  leaving.abort(new Error('left'));
  expect(await joined).toBe('answered');
  await Promise.all(calls);
  expect(server.counts()).toEqual({ goGetCustomerInfo: 2 });
});
