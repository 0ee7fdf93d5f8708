/**
 * Random operations × faults of the dialer and of VOXO × clients that leave × API keys, against the real server in a
 * process of its own. What must hold of every one of them is checked here.
 */
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { Agent, interceptors } from 'undici';
import { z } from 'zod';
import { CANARY } from '../faults/matrixCell.ts';
import { DIALER_PASS, DIALER_USER } from '../support/otherDialer.ts';
import { VOXO_TOKEN, voxoSettings } from '../support/otherVoxo.ts';
import { ZONE } from '../support/portfolioWorld.ts';
import { keysText, testFile, type KeyEntry } from '../support/keysFile.ts';
import { randomOf } from '../support/callDay.ts';
import { startFuzzDialer } from './dialer.ts';
import { fuzzRequest, LIVE, type FuzzRequest } from './operations.ts';
import { startWatched, type Watched } from './watched.ts';

/**
 * The most processor time of one turn of the event loop, in milliseconds. It is usually 50 to 90: long work pauses after
 * 15 ms, and the rest is the key of call ids (scrypt, 50 ms, once in a process) and garbage collection. On a busy machine
 * the same work takes two to three times as long.
 */
export const MOST_HELD_MS = 250;

export interface FuzzOptions {
  readonly seed: number;
  /** It ends when either is reached. */
  readonly operations: number;
  readonly seconds: number;
}

export interface Findings {
  /** How many were sent, by kind. */
  readonly sent: Readonly<Record<string, number>>;
  readonly answered: number;
  readonly left: number;
  /** How often each error code was answered. */
  readonly codes: Readonly<Record<string, number>>;
  readonly applied: Readonly<Record<string, number>>;
  /** Growth of the heap, in bytes, after garbage collection. */
  readonly grownBytes: number;
  /** The longest the event loop was held, in milliseconds of processor time. */
  readonly heldMs: number;
  /** What is wrong, a sentence each, with the operation. */
  readonly complaints: readonly string[];
}

const AT_ONCE = 16;
const MOST_COMPLAINTS = 20;
const CHANGE_EVERY_MS = 150;
const READ_EVERY = 200;

const KEYS: Readonly<Record<string, KeyEntry>> = {
  'key-of-everything': { name: 'everything' },
  'key-of-sur': { name: 'sur', portfolios: ['SUR'] },
  'key-of-two': {
    name: 'two',
    portfolios: ['nrd', 'KIW'],
    scopes: ['agents:read', 'calls:read', 'reports:read'],
  },
  'key-of-a-desk': { name: 'desk', scopes: ['agents:read', 'leads:read', 'leads:write'] },
  'key-of-a-wallboard': { name: 'wallboard', scopes: ['agents:read'] },
};
const SECRETS = [CANARY, DIALER_PASS, VOXO_TOKEN, 'SELECT *', 'goAPI.php', 'lmapi.php', ...Object.keys(KEYS)];

const answer = z.object({
  errors: z.array(z.object({ extensions: z.object({ code: z.string().optional() }).optional() })).optional(),
});

/**
 * Waits until an operation on several actions is answered whole.
 *
 * @param seconds how long that may take once the dialer is well again
 * @returns what is still wrong then; undefined if nothing is
 */
async function stillWrong(url: string, seconds: number): Promise<string | undefined> {
  let last = '';
  for (let left = seconds * 4; left > 0; left -= 1) {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: 'Bearer key-of-everything' },
      body: JSON.stringify({ query: WELL }),
    });
    last = await response.text();
    if (answer.parse(JSON.parse(last)).errors === undefined) return undefined;
    await pause(250);
  }
  return last;
}

const WELL =
  '{ dashboard { agentsInCall agentCounts { live } } campaigns { name } outboundCalls { totalCount } }';

export async function fuzz({ seed, operations, seconds }: FuzzOptions): Promise<Findings> {
  const random = randomOf(seed);
  const chance = { upTo: (most: number): number => Math.floor(random() * (most + 1)) };
  const pass = testFile(DIALER_PASS, 'pass');
  let restoredLogins = 0;
  const world = await startFuzzDialer(() => {
    // A new password is tried at once. This one is as good as the last.
    restoredLogins += 1;
    pass.replace(`${DIALER_PASS}-${restoredLogins}\n`);
  });
  const server = await startWatched({
    DIALER_URL: world.url.origin,
    DIALER_USER,
    DIALER_PASS_FILE: pass.path,
    DIALER_TIMEZONE: ZONE,
    DIALER_TIMEOUT_MS: '1500',
    ...voxoSettings({ url: new URL(world.url.origin) }),
    VOXO_TIMEOUT_MS: '1500',
    API_KEYS_FILE: testFile(keysText(KEYS)).path,
    LEAD_JOURNAL: ':memory:',
    LOOKUPS_PER_MINUTE: '1000000',
    LIVE_INTERVAL_MS: '500',
    CALLS_INTERVAL_MS: '5000',
    INTROSPECTION: 'on',
    LOG_LEVEL: 'info',
  });
  const sent: Record<string, number> = {};
  const codes: Record<string, number> = {};
  const complaints: string[] = [];
  let answered = 0;
  let left = 0;
  let heldMs = 0;
  const complain = (what: string, request?: FuzzRequest): void => {
    if (complaints.length >= MOST_COMPLAINTS) return;
    const shown = request ? ` after ${request.kind}: ${String(request.body).slice(0, 1500)}` : '';
    complaints.push(`${what}${shown}`);
  };

  // `fetch` would take twice as long.
  const agent = new Agent();
  const client = agent.compose(interceptors.decompress({ skipErrorResponses: false }));
  const post = ({ headers, body }: FuzzRequest, leaveAfterMs: number) =>
    client.request({
      origin: server.url,
      path: '/graphql',
      method: 'POST',
      headers: { 'accept-encoding': 'br, gzip, deflate', ...headers },
      body,
      signal: AbortSignal.timeout(leaveAfterMs),
    });
  const ask = async (request: FuzzRequest, leaveAfterMs: number | undefined): Promise<void> => {
    sent[request.kind.replace(/:.*/, '')] = (sent[request.kind.replace(/:.*/, '')] ?? 0) + 1;
    try {
      const { statusCode, body } = await post(request, leaveAfterMs ?? 60_000);
      const text = await body.text();
      answered += 1;
      const secret = SECRETS.find((one) => text.includes(one));
      if (secret !== undefined) complain(`an answer holds ${secret}`, request);
      if (statusCode >= 500) complain(`HTTP ${statusCode}: ${text.slice(0, 300)}`, request);
      const parsed = answer.safeParse(JSON.parse(text));
      if (!parsed.success) return complain(`no GraphQL answer: ${text.slice(0, 300)}`, request);
      for (const { extensions } of parsed.data.errors ?? []) {
        const code = extensions?.code ?? 'none';
        codes[code] = (codes[code] ?? 0) + 1;
        if (code === 'INTERNAL_SERVER_ERROR')
          complain(`INTERNAL_SERVER_ERROR: ${text.slice(0, 500)}`, request);
      }
    } catch (error) {
      if (leaveAfterMs !== undefined) left += 1;
      else
        complain(`no answer: ${String(error)} ${error instanceof Error ? String(error.cause) : ''}`, request);
    }
  };

  /** Subscribes, hears what comes for a while, and leaves. */
  const hear = async (request: FuzzRequest): Promise<void> => {
    sent[request.kind] = (sent[request.kind] ?? 0) + 1;
    let text = '';
    try {
      const { statusCode, body } = await post(request, chance.upTo(2000));
      if (statusCode >= 500) complain(`HTTP ${statusCode}`, request);
      for await (const chunk of body) text += String(chunk);
      answered += 1;
    } catch {
      left += 1;
    }
    const secret = SECRETS.find((one) => text.includes(one));
    if (secret !== undefined) complain(`an event holds ${secret}`, request);
    for (const [, code = ''] of text.matchAll(/"code":"(\w+)"/g)) {
      codes[code] = (codes[code] ?? 0) + 1;
      if (code === 'INTERNAL_SERVER_ERROR') complain(`INTERNAL_SERVER_ERROR: ${text.slice(0, 500)}`, request);
    }
  };

  /** Sends a request by hand and hangs up in the middle of it, or of its answer. */
  const hangUp = async ({ body, headers }: FuzzRequest): Promise<void> => {
    left += 1;
    const { hostname, port } = new URL(server.url);
    const socket = connect(Number(port), hostname).on('error', () => undefined);
    const bytes = Buffer.from(body);
    const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    const whole = Buffer.concat([
      Buffer.from(
        `POST /graphql HTTP/1.1\r\nhost: ${hostname}\r\ncontent-length: ${bytes.length}\r\n${head.join('')}\r\n`,
      ),
      bytes,
    ]);
    socket.write(whole.subarray(0, chance.upTo(whole.length)));
    setTimeout(() => socket.resetAndDestroy(), chance.upTo(30));
    await once(socket, 'close');
  };

  const note = (reading: Awaited<ReturnType<Watched['read']>>): void => {
    for (const stack of reading.rejections) complain(`an unhandled rejection: ${stack}`);
    if (reading.heldMs > heldMs) heldMs = reading.heldMs;
  };

  await stillWrong(server.url, 5);
  const start = await server.read();
  const until = performance.now() + seconds * 1000;
  let count = 0;
  const over = new AbortController();
  const applyFaults = async (): Promise<void> => {
    while (!over.signal.aborted) {
      await pause(CHANGE_EVERY_MS);
      await world.change(chance);
      world.dialer.clear();
    }
  };
  const applying = applyFaults();
  const sendAll = async (): Promise<void> => {
    while (
      count < operations &&
      performance.now() < until &&
      server.isAlive &&
      complaints.length < MOST_COMPLAINTS
    ) {
      count += 1;
      const key = Object.keys(KEYS)[chance.upTo(Object.keys(KEYS).length)] ?? 'no such key';
      const request = fuzzRequest(chance, { authorization: `Bearer ${key}` });
      const leaving = chance.upTo(9);
      if (leaving === 0) await hangUp(request);
      else if (request.kind === LIVE) await hear(request);
      else await ask(request, leaving < 3 ? chance.upTo(60) : undefined);
      // Its document is known now, so that the fast path answers.
      if (leaving > 5 && request.kind !== LIVE && !request.body.includes('mutation'))
        await ask(request, undefined);
      if (count % READ_EVERY === 0) {
        const reading = await server.read({ collects: false });
        if (reading.heldMs > MOST_HELD_MS)
          complain(`the event loop was held for ${Math.round(reading.heldMs)} ms`, request);
        note(reading);
      }
    }
  };
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, sendAll));
    over.abort();
    await applying;
    await world.restore();
    if (!server.isAlive) complain(`the server ended: ${server.log().slice(-3000)}`);
    else {
      const wrong = await stillWrong(server.url, 40);
      if (wrong !== undefined) complain(`it does not recover: ${wrong.slice(0, 1000)}`);
      note(await server.read());
      const end = await server.read();
      for (const error of server.errors) complain(`a line of the log: ${error.slice(0, 1500)}`);
      const secret = SECRETS.find((one) => server.log().includes(one));
      if (secret !== undefined) complain(`the log holds ${secret}`);
      return {
        sent,
        answered,
        left,
        codes,
        applied: Object.fromEntries(world.applied),
        grownBytes: end.heapBytes - start.heapBytes,
        heldMs,
        complaints,
      };
    }
    return {
      sent,
      answered,
      left,
      codes,
      applied: Object.fromEntries(world.applied),
      grownBytes: 0,
      heldMs,
      complaints,
    };
  } finally {
    over.abort();
    await agent.destroy();
    await server.end();
    await world.close();
  }
}
