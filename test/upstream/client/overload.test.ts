/** An upstream that is healthy, and asked more than it can answer. The clock stands still, and passes as a test says. */
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { Caller } from '../../../src/upstream/client/caller.ts';
import { ENDPOINTS } from '../../../src/upstream/endpoints.ts';
import { UpstreamTimeout, UpstreamUnavailable } from '../../../src/upstream/errors.ts';
import { stopClock } from '../../support/clock.ts';
import { startScriptedServer, type ScriptedServer } from '../../support/scriptedServer.ts';
import { upstreamOf } from '../upstreamOf.ts';

interface Overloaded {
  readonly server: ScriptedServer;
  readonly client: ReturnType<typeof upstreamOf>['client'];
  /** From now on it answers no call before it is told to; or each one at once, also those that wait. */
  readonly holds: (isHolding: boolean) => void;
  /** Waits until so many calls are held, lets the time pass that they take, and answers them. */
  readonly answers: (calls: number, milliseconds: number) => Promise<void>;
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

async function upstream(options: { concurrency: number; timeoutMs: number }): Promise<Overloaded> {
  const passTime = stopClock();
  const server = await startScriptedServer();
  const { client } = upstreamOf(server.url, options);
  onTestFinished(async () => {
    await client.destroy();
    await server.close();
  });
  let isHolding = false;
  const held: (() => void)[] = [];
  const release = (): void => {
    for (const answer of held.splice(0)) answer();
  };
  server.answer('goGetCustomerInfo', async (fields) => {
    if (isHolding) await new Promise<void>((resolve) => held.push(resolve));
    return { result: 'success', lead_info: { lead_id: fields.get('lead_id') }, is_customer: 0 };
  });
  return {
    server,
    client,
    holds: (holding) => {
      isHolding = holding;
      if (!holding) release();
    },
    answers: async (calls, milliseconds) => {
      await expect.poll(() => held.length, { interval: 5 }).toBe(calls);
      passTime(milliseconds);
      release();
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
  const { server, client, holds, answers, ask } = await upstream({ concurrency: 3, timeoutMs: 30_000 });
  await ask();
  holds(true);
  server.clear();
  // Admitted as fast calls. Rounds of three: with a third of the time left, the third is not sent.
  const asked = Promise.all(times(9, () => ask()));
  for (let round = 0; round < 2; round += 1) await answers(3, 10_000);
  const outcomes = await asked;
  expect(new Set(outcomes)).toEqual(new Set(['answered', 'held back: DIALER_TIMEOUT']));
  // A call without an answer was not sent.
  expect(server.requests).toHaveLength(outcomes.filter((outcome) => outcome === 'answered').length);
  expect(client.health('goAPI')).toMatchObject({ isOpen: false, openActions: [] });
});

test('an action that became slow is noticed all the same', async () => {
  const { client, holds, answers, ask } = await upstream({ concurrency: 8, timeoutMs: 1500 });
  for (const call of await Promise.all(times(8, () => ask()))) expect(call).toBe('answered');
  holds(true);
  // Slower than half of its deadline, and still asked.
  const slow = Promise.all(times(3, () => ask()));
  await answers(3, 800);
  for (const call of await slow) expect(call).toBe('answered');
  for (let round = 0; round < 2; round += 1) {
    // Three at once: more would wait until one has proved the login.
    expect(await Promise.all(times(3, () => ask()))).toContain('DIALER_TIMEOUT');
  }
  expect(client.health('goAPI').openActions).toEqual(['goGetCustomerInfo']);
});

test('an operation that takes longer than one call may is answered whole', async () => {
  const { holds, answers, ask } = await upstream({ concurrency: 1, timeoutMs: 20_000 });
  holds(true);
  const caller = operationOf('v', 20);
  const asked = Promise.all(times(20, () => ask(caller)));
  // Half a minute, by the clock that the test sets.
  for (let call = 0; call < 20; call += 1) await answers(1, 1500);
  expect(new Set(await asked)).toEqual(new Set(['answered']));
});

test('what is refused to one operation does not fail another that asks the same', async () => {
  // Each hog needs 8 s, and 10 s are the most that a new operation may wait.
  const { server, holds, answers, ask } = await upstream({ concurrency: 1, timeoutMs: 40_000 });
  holds(true);
  const hog = operationOf('hog', 20);
  const calls = times(20, () => ask(hog));
  const [refused, admitted] = [operationOf('hog', 20), operationOf('polite', 1)];
  await answers(1, 400);
  await calls[0];
  const both = [ask(refused, '4711'), ask(admitted, '4711')];
  holds(false);
  expect(await Promise.all(both)).toEqual(['held back: DIALER_UNAVAILABLE', 'answered']);
  expect(new Set(await Promise.all(calls))).toEqual(new Set(['answered']));
  expect(server.requests).toHaveLength(21);
});

test('whoever joined a call gets its answer when the operation leaves that started it', async () => {
  const { server, holds, ask } = await upstream({ concurrency: 1, timeoutMs: 5000 });
  holds(true);
  const leaving = new AbortController();
  const owner = operationOf('hog', 6, leaving.signal);
  const calls = ['1', '2', '3', '4', '5', '6'].map((leadId) => ask(owner, leadId));
  const joined = ask(operationOf('polite', 1), '6');
  await expect.poll(() => server.requests.length).toBe(1);
  holds(false);
  leaving.abort(new Error('left'));
  expect(await joined).toBe('answered');
  await Promise.all(calls);
  expect(server.counts()).toEqual({ goGetCustomerInfo: 2 });
});
