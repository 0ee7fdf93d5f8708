import { Agent, request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { expect } from 'vitest';
import { z } from 'zod';
import { hostileRequests, type Attack } from '../../support/hostile.ts';
import { longestBlock, TELLS_BLOCKS } from '../../support/blocks.ts';
import { keysText, sha256, testFile } from '../../support/keysFile.ts';
import { DIALER_PASS, DIALER_USER, startOtherDialer } from '../../support/otherDialer.ts';
import { startMain } from '../../support/program.ts';

const SEED = 20_261_121;
const AT_ONCE = 2;
/** The most processor time that one of them may take at a stretch, in milliseconds. */
const MOST_HELD_MS = 500;
const KEY = 'the-key-of-the-hostile-operations';

interface Outcome {
  readonly kind: string;
  /** The beginning of what was sent. The whole of all would take half a gigabyte. */
  readonly sent: string;
  /** 0 = the connection was closed without an answer. */
  readonly status: number;
  readonly text: string;
  readonly milliseconds: number;
}

function sendHttp(base: URL, agent: Agent, attack: Attack): Promise<{ status: number; text: string }> {
  const { method, search, headers, body } = attack;
  return new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    const sent = httpRequest(
      {
        host: base.hostname,
        port: base.port,
        path: `/graphql${search}`,
        method,
        agent,
        headers: { ...headers, ...length },
      },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => (text += chunk));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
        response.on('error', reject);
      },
    );
    sent.on('error', reject).end(body);
  });
}

function sendRaw(base: URL, bytes: string): Promise<{ status: number; text: string }> {
  return new Promise((resolve) => {
    let text = '';
    const socket = connect(Number(base.port), base.hostname, () => socket.write(bytes, 'latin1'));
    const end = (): void => {
      socket.destroy();
      const [head = '', body = ''] = text.split('\r\n\r\n');
      resolve({ status: Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1] ?? 0), text: body });
    };
    socket.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    socket.on('close', end).on('error', end).setTimeout(2000, end);
  });
}

const answer = z.looseObject({
  data: z.null().optional(),
  errors: z.array(z.looseObject({ message: z.string() })).min(1),
});

/** True where nothing was served: a refusal by HTTP's status, or by GraphQL's errors alone. */
function isRefused({ status, text }: Outcome): boolean {
  if (status === 0 || (status >= 400 && status < 500)) return true;
  if (status !== 200) return false;
  return answer.safeParse(jsonIn(text)).success;
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A copy, because a part of a text keeps the whole. */
const beginningOf = ({ raw, search, body }: Attack): string => {
  const text =
    raw ?? (Buffer.isBuffer(body) ? `${search}${body.toString('utf8', 0, 800)}` : `${search}${String(body)}`);
  return Buffer.from(text.slice(0, 200)).toString();
};

/** What shows only where something went wrong inside. */
const LEAK = /node_modules|\.ts:\d|\bat \w+ \(|Something went wrong|INTERNAL_SERVER_ERROR/;

/**
 * Sends hostile operations to a server in a process of its own: all must be refused, quickly, at no dialer call, and the
 * server must serve on. It cleans up after the test that calls it.
 *
 * @param count how many: always the same ones
 * @returns those that were not refused
 */
export async function notRefusedOf(count: number): Promise<string[]> {
  const dialer = await startOtherDialer();
  const keys = testFile(keysText({ [KEY]: {} }));
  const program = startMain(
    {
      PORT: '0',
      DIALER_URL: dialer.url.href,
      DIALER_USER,
      DIALER_PASS,
      API_KEYS_FILE: keys.path,
      NODE_ENV: 'production',
      NODE_OPTIONS: TELLS_BLOCKS,
    },
    keys.folder,
  );
  const base = new URL(await program.ready());
  // The probe at the start is no operation's.
  await expect.poll(() => dialer.counts()).toEqual({ goGetTotalAgentsCall: 1 });
  dialer.clear();
  await longestBlock(program);
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
  const outcomes: Outcome[] = [];
  const requests = hostileRequests(SEED, count, `Bearer ${KEY}`);
  const started = performance.now();
  const work = async (): Promise<void> => {
    for (const attack of requests) {
      const sent = performance.now();
      const said =
        attack.raw === undefined ? await sendHttp(base, agent, attack) : await sendRaw(base, attack.raw);
      outcomes.push({
        kind: attack.kind,
        sent: beginningOf(attack),
        ...said,
        milliseconds: performance.now() - sent,
      });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  const seconds = (performance.now() - started) / 1000;
  const held = await longestBlock(program);
  agent.destroy();

  const shown = ({ kind, sent, status, text }: Outcome) =>
    `${kind}: ${status} ${text.slice(0, 300)} ← ${sent}`;
  expect(outcomes).toHaveLength(count);
  expect(
    outcomes
      .filter(({ text }) => LEAK.test(text))
      .slice(0, 20)
      .map(shown),
  ).toEqual([]);
  expect(dialer.requests).toEqual([]);

  // It is alive, serves who may be served, and has told nobody its secrets.
  expect((await fetch(`${base.origin}/health`)).status).toBe(200);
  const served = await sendHttp(base, new Agent(), {
    kind: 'none',
    method: 'POST',
    search: '',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${KEY}` },
    body: '{"query":"{ dashboard { agentsInCall } }"}',
  });
  expect(served.text).toBe('{"data":{"dashboard":{"agentsInCall":23}}}');
  expect(program.stderr()).toMatch(/^(?:longest block [\d.]+\n)*$/);
  expect(program.stdout()).not.toMatch(/"level":(?:50|60)/);
  for (const secret of [KEY, sha256(KEY), DIALER_PASS]) expect(program.stdout()).not.toContain(secret);
  await dialer.close();

  const times = outcomes.map(({ milliseconds }) => milliseconds).sort((a, b) => a - b);
  const at = (share: number): number => times[Math.floor((times.length - 1) * share)] ?? 0;
  const slowest = outcomes.toSorted((a, b) => b.milliseconds - a.milliseconds).slice(0, 3);
  const statuses = Map.groupBy(outcomes, ({ status }) => status);
  process.stdout.write(
    `hostile operations: ${count} of ${new Set(outcomes.map(({ kind }) => kind)).size} kinds in ${seconds.toFixed(1)} s; ` +
      `median ${at(0.5).toFixed(1)} ms, 99 % ${at(0.99).toFixed(1)} ms, most ${at(1).toFixed(0)} ms, held for ${held.toFixed(0)} ms ` +
      `(${slowest.map(({ kind }) => kind).join(', ')}); ` +
      `${[...statuses].map(([status, all]) => `${status === 0 ? 'closed' : status}: ${all.length}`).join(', ')}\n`,
  );
  expect(held).toBeLessThan(MOST_HELD_MS);
  return outcomes.filter((outcome) => !isRefused(outcome)).map(shown);
}
