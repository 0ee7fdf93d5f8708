/** An upstream that is healthy, and asked more than it can answer. */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
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

let lead = 0;

async function upstream(options: { concurrency: number; timeoutMs: number }): Promise<Overloaded> {
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

test('a deadline that ends in our own queue, or would end just after sending, is no failure of the upstream', async () => {
  const { server, client, takes, ask } = await upstream({ concurrency: 8, timeoutMs: 600 });
  takes(260);
  await ask();
  // Rounds of eight at most; what is sent in the third would end after 780 ms.
  server.clear();
  const outcomes = await Promise.all(times(24, () => ask()));
  expect(outcomes).toContain('answered');
  expect(outcomes.filter((outcome) => !/^(?:answered|held back: .*)$/.test(outcome))).toEqual([]);
  // What was not answered was not sent.
  expect(server.requests).toHaveLength(outcomes.filter((outcome) => outcome === 'answered').length);
  expect(client.health('goAPI')).toMatchObject({ isOpen: false, openActions: [] });
});

test('an action that became slow is noticed all the same', async () => {
  const { client, takes, ask } = await upstream({ concurrency: 8, timeoutMs: 200 });
  for (const call of await Promise.all(times(8, () => ask()))) expect(call).toBe('answered');
  takes(130);
  // Slower than half of its deadline, and still asked.
  for (const call of await Promise.all(times(3, () => ask()))) expect(call).toBe('answered');
  takes(1000);
  for (let round = 0; round < 2; round += 1) {
    // Three at once: more would wait until one has proved the login.
    expect(await Promise.all(times(3, () => ask()))).toContain('DIALER_TIMEOUT');
  }
  expect(client.health('goAPI').openActions).toEqual(['goGetCustomerInfo']);
});

test('an operation that takes longer than one call may is answered whole', async () => {
  const { takes, ask } = await upstream({ concurrency: 1, timeoutMs: 300 });
  takes(10);
  const caller = operationOf('v', 60);
  expect(new Set(await Promise.all(times(60, () => ask(caller))))).toEqual(new Set(['answered']));
});

test('what is refused to one operation does not fail another that asks the same', async () => {
  const { server, takes, ask } = await upstream({ concurrency: 1, timeoutMs: 400 });
  takes(20);
  const hog = operationOf('hog', 20);
  const calls = times(20, () => ask(hog));
  const [refused, admitted] = [operationOf('hog', 20), operationOf('polite', 1)];
  await calls[0];
  const both = [ask(refused, '4711'), ask(admitted, '4711')];
  expect(await Promise.all(both)).toEqual(['held back: DIALER_UNAVAILABLE', 'answered']);
  expect(new Set(await Promise.all(calls))).toEqual(new Set(['answered']));
  expect(server.requests).toHaveLength(21);
});

test('whoever joined a call gets its answer when the operation leaves that started it', async () => {
  const { server, takes, ask } = await upstream({ concurrency: 1, timeoutMs: 2000 });
  takes(20);
  const leaving = new AbortController();
  const owner = operationOf('hog', 6, leaving.signal);
  const calls = ['1', '2', '3', '4', '5', '6'].map((leadId) => ask(owner, leadId));
  const joined = ask(operationOf('polite', 1), '6');
  await sleep(5);
  leaving.abort(new Error('left'));
  expect(await joined).toBe('answered');
  await Promise.all(calls);
  expect(server.counts()).toEqual({ goGetCustomerInfo: 2 });
});
