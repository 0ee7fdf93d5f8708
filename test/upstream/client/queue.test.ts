import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { ownSlots } from '../../../src/upstream/client/queue/slots.ts';
import { QueueFull } from '../../../src/upstream/client/queue/admission.ts';
import { Caller, type PlannedCalls } from '../../../src/upstream/client/caller.ts';
import { megabytes } from '../../../src/upstream/endpoint.ts';
import { Queue, type Turn } from '../../../src/upstream/client/queue/queue.ts';
import { UpstreamRateLimited, UpstreamUnauthorized } from '../../../src/upstream/errors.ts';
import { stopClock } from '../../support/clock.ts';
import { ServiceTimes } from '../../../src/upstream/client/queue/serviceTimes.ts';

const NEVER = new AbortController().signal;
const SMALL: Turn['endpoint'] = { name: 'small', transport: 'goAPI', maxBytes: 1000 };
const LARGE: Turn['endpoint'] = { name: 'large', transport: 'goAPI', maxBytes: megabytes(64) };

/** An operation of a viewer, planned with so many small calls. */
function operationOf(viewer: string, calls = 0, signal?: AbortSignal): Caller {
  const caller = new Caller(signal, Infinity, viewer);
  caller.reserve([{ endpoint: SMALL, calls }]);
  return caller;
}

interface OpenedOptions {
  readonly timeoutMs?: number;
  /** What a small call has taken so far, in milliseconds. */
  readonly tookMs?: number;
}

/** A queue, and calls that take until they are told to end. */
function opened(concurrency: number, { timeoutMs = 10_000, tookMs = 100 }: OpenedOptions = {}) {
  const times = timesOf(timeoutMs, tookMs);
  const queue = new Queue({ slots: ownSlots(concurrency), timeoutMs, times, transports: new Set(['goAPI']) });
  const started: string[] = [];
  const running = new Map<string, () => void>();
  return {
    queue,
    started,
    /** Asks for a turn. */
    ask: async (name: string, turn: Partial<Turn> = {}, signal = NEVER): Promise<string> => {
      const { caller = new Caller(), endpoint = SMALL, always = false } = turn;
      queue.admit({ caller, endpoint, always });
      caller.spend(endpoint.name);
      return queue.run({ ...turn, endpoint, always, caller }, signal, async () => {
        started.push(name);
        const { promise, resolve } = Promise.withResolvers<void>();
        running.set(name, resolve);
        await promise;
        return name;
      });
    },
    /** Ends a call that runs. */
    end: async (name: string): Promise<void> => {
      await sleep(0);
      running.get(name)?.();
      await sleep(0);
    },
  };
}

/** As a server knows them whose calls have always taken that long. */
function timesOf(timeoutMs: number, tookMs: number): ServiceTimes {
  const times = new ServiceTimes(timeoutMs);
  times.note(SMALL, tookMs);
  return times;
}

const names = (name: string, count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `${name}${index + 1}`);

describe('a queue', () => {
  test('runs no more at once than it may, and starts the next when one ends, however it ends', async () => {
    const { ask, end, started } = opened(2);
    const calls = ['a', 'b', 'c'].map((name) => ask(name));
    await sleep(0);
    expect(started).toEqual(['a', 'b']);
    await end('b');
    expect(started).toEqual(['a', 'b', 'c']);
    await end('a');
    await end('c');
    expect(await Promise.all(calls)).toEqual(['a', 'b', 'c']);
    const { queue } = opened(1);
    const turn: Turn = { caller: new Caller(), endpoint: SMALL, always: false };
    await expect(queue.run(turn, NEVER, () => Promise.reject(new Error('failed')))).rejects.toThrow('failed');
    expect(await queue.run(turn, NEVER, async () => 'next')).toBe('next');
  });

  test('gives operations of one viewer turns: many calls do not delay a single one', async () => {
    const { ask, end, started } = opened(1);
    const [many, single] = [operationOf('v'), operationOf('v')];
    for (const name of names('m', 4)) void ask(name, { caller: many });
    void ask('s1', { caller: single });
    for (const name of ['m1', 'm2', 's1', 'm3']) await end(name);
    expect(started).toEqual(['m1', 'm2', 's1', 'm3', 'm4']);
  });

  test('gives viewers turns before operations: many operations of one do not delay another', async () => {
    const { ask, end, started } = opened(1);
    for (const name of names('hog ', 4)) void ask(name, { caller: operationOf('hog') });
    for (const name of names('polite ', 2)) void ask(name, { caller: operationOf('polite') });
    for (const name of ['hog 1', 'hog 2', 'polite 1', 'hog 3', 'polite 2']) await end(name);
    expect(started).toEqual(['hog 1', 'hog 2', 'polite 1', 'hog 3', 'polite 2', 'hog 4']);
  });

  test('gives one viewer half of the slots while others wait, and all where nobody does', async () => {
    const { ask, end, started } = opened(4);
    const [hog, polite] = [operationOf('hog'), operationOf('polite')];
    for (const name of names('hog ', 12)) void ask(name, { caller: hog });
    await sleep(0);
    expect(started).toHaveLength(4);
    for (const name of names('polite ', 3)) void ask(name, { caller: polite });
    // The hog has three, then two: the polite one gets what comes free until it has half.
    await end('hog 1');
    await end('hog 2');
    expect(started.slice(4)).toEqual(['polite 1', 'polite 2']);
    // Each replaces its own: two and two.
    await end('hog 3');
    expect(started.at(-1)).toBe('hog 5');
    await end('polite 1');
    expect(started.at(-1)).toBe('polite 3');
    await end('polite 2');
    await end('polite 3');
    expect(started.slice(-2)).toEqual(['hog 6', 'hog 7']);
  });

  test('keeps slots for small calls, however many large ones wait', async () => {
    const { ask, end, started } = opened(4);
    for (const name of names('large ', 6)) void ask(name, { endpoint: LARGE });
    for (const name of names('small ', 2)) void ask(name);
    await sleep(0);
    expect(started).toEqual(['large 1', 'large 2', 'large 3', 'small 1']);
    await end('small 1');
    expect(started.at(-1)).toBe('small 2');
    await end('small 2');
    expect(started).toHaveLength(5);
    await end('large 1');
    expect(started.at(-1)).toBe('large 4');
  });

  test('with one slot still runs both kinds, in turn', async () => {
    const { ask, end, started } = opened(1);
    void ask('small 1');
    void ask('large 1', { endpoint: LARGE });
    void ask('large 2', { endpoint: LARGE });
    void ask('small 2');
    void ask('small 3');
    for (const name of ['small 1', 'large 1', 'small 2', 'large 2']) await end(name);
    expect(started).toEqual(['small 1', 'large 1', 'small 2', 'large 2', 'small 3']);
  });

  test('lets a call leave, whose turn then is the next one’s', async () => {
    const { ask, end, started } = opened(1);
    void ask('a');
    const leaving = new AbortController();
    const left = ask('b', {}, leaving.signal);
    void ask('c');
    leaving.abort(new Error('gone'));
    await expect(left).rejects.toThrow('gone');
    await end('a');
    expect(started).toEqual(['a', 'c']);
  });

  test('says when no sibling is before a call any more', async () => {
    const { ask, end } = opened(1);
    const first: string[] = [];
    const leaving = new AbortController();
    const caller = operationOf('v');
    const waiting = (name: string): Partial<Turn> => ({ caller, onFirst: () => first.push(name) });
    void ask('a', waiting('a'));
    const left = ask('b', waiting('b'), leaving.signal);
    void ask('c', waiting('c'));
    expect(first).toEqual(['a', 'b']);
    leaving.abort(new Error('gone'));
    await expect(left).rejects.toThrow('gone');
    expect(first).toEqual(['a', 'b', 'c']);
    await end('a');
    expect(first).toEqual(['a', 'b', 'c']);
  });
});

/** Lets an operation in and has it ask its first call. @returns the error of one that is not let in */
async function entered(
  { ask }: Pick<ReturnType<typeof opened>, 'ask'>,
  caller: Caller,
): Promise<QueueFull | null> {
  const refused = ask('call', { caller }).then(
    () => null,
    (error: unknown) => error,
  );
  const outcome = await Promise.race([refused, sleep(0, null)]);
  if (outcome === null || outcome instanceof QueueFull) return outcome;
  throw new Error('The call ended otherwise.', { cause: outcome });
}

describe('an operation', () => {
  // A quarter of the deadline is 2.5 s: 50 calls of 100 ms over two slots.
  test('is let in where all of its calls fit, or refused with each of them', async () => {
    const queue = opened(2);
    expect(await entered(queue, operationOf('v', 30))).toBeNull();
    const refused = operationOf('v', 30);
    for (let call = 0; call < 30; call += 1) {
      // (30 + 30) × 100 ms over two slots is 3 s, half a second too many.
      expect(await entered(queue, refused)).toMatchObject({ retryAfterSeconds: 1 });
    }
    expect(await entered(queue, operationOf('v', 15))).toBeNull();
  });

  test('keeps its room for what it has not asked yet, until that is answered or it ends', async () => {
    const queue = opened(2);
    const caller = operationOf('v', 40);
    expect(await entered(queue, caller)).toBeNull();
    expect(queue.queue.workMs).toBe(4000);
    for (let cached = 0; cached < 10; cached += 1) caller.noteCached(SMALL.name);
    expect(queue.queue.workMs).toBe(3000);
    await queue.end('call');
    expect(queue.queue.workMs).toBe(2900);
    caller.end();
    expect(queue.queue.workMs).toBe(0);
    expect(await entered(queue, operationOf('v', 45))).toBeNull();
  });

  test('leaves no room taken where its client leaves', async () => {
    const queue = opened(2);
    const leaving = new AbortController();
    const caller = operationOf('v', 40, leaving.signal);
    expect(await entered(queue, caller)).toBeNull();
    leaving.abort();
    // Its call runs on: nothing has taken that back.
    expect(queue.queue.workMs).toBe(100);
    await queue.end('call');
    expect(queue.queue.workMs).toBe(0);
  });

  test('of another upstream takes no room here', async () => {
    const queue = opened(2);
    const caller = new Caller();
    const reports: PlannedCalls = { endpoint: { ...LARGE, transport: 'voxo' }, calls: 100 };
    caller.reserve([reports, { endpoint: SMALL, calls: 2 }]);
    expect(await entered(queue, caller)).toBeNull();
    expect(queue.queue.workMs).toBe(200);
  });

  test('that is too large for any queue is let in where next to nothing is before it', async () => {
    const queue = opened(2);
    const huge = operationOf('v', 250);
    expect(await entered(queue, huge)).toBeNull();
    expect(await entered(queue, operationOf('v', 250))).toMatchObject({ retryAfterSeconds: 12 });
    // Small ones have their turns between its calls.
    expect(await entered(queue, operationOf('v', 1))).toBeNull();
  });

  test('of a viewer with nothing under way is let in, however much another has', async () => {
    const queue = opened(2);
    expect(await entered(queue, operationOf('hog', 250))).toBeNull();
    expect(await entered(queue, operationOf('hog', 30))).toBeInstanceOf(QueueFull);
    expect(await entered(queue, operationOf('polite', 20))).toBeNull();
  });

  test('is not put off for ever by smaller ones that come after it', async () => {
    const passTime = stopClock();
    const queue = opened(1, { timeoutMs: 400, tookMs: 1 });
    expect(await entered(queue, operationOf('v', 50))).toBeNull();
    passTime(260);
    // 50 ms of work, and 300 ms to do it in: whatever comes now would make it late.
    expect(await entered(queue, operationOf('v', 1))).toBeInstanceOf(QueueFull);
    expect(await entered(queue, operationOf('other', 1))).toBeNull();
  });

  test('is let in for a write, whatever the wait', async () => {
    const queue = opened(2);
    expect(await entered(queue, operationOf('v', 250))).toBeNull();
    void queue.ask('write', { caller: operationOf('v'), always: true });
    await queue.end('call');
    expect(queue.started).toContain('write');
  });

  test('without a plan counts by the calls it makes', async () => {
    const queue = opened(1, { timeoutMs: 1000 });
    const caller = new Caller();
    // A quarter of the deadline is 250 ms; more calls of who was let in are let in.
    for (let call = 0; call < 6; call += 1) expect(await entered(queue, caller)).toBeNull();
    expect(queue.queue.workMs).toBe(600);
    expect(await entered(queue, operationOf('', 2))).toBeInstanceOf(QueueFull);
  });

  test('is one of a thousand at most, whatever they take', async () => {
    const { ask } = opened(1, { tookMs: 0 });
    for (const name of names('waiting ', 1000)) void ask(name);
    await expect(ask('newcomer')).rejects.toBeInstanceOf(QueueFull);
  });
});

/** Makes calls that take exactly so long. */
function timedCall() {
  const passTime = stopClock();
  return <Answer>(times: ServiceTimes, tookMs: number, answer: () => Promise<Answer>) =>
    times.measure(SMALL, async () => {
      passTime(tookMs);
      return answer();
    });
}
const failed = () => Promise.reject(new Error('failed'));

describe('service times', () => {
  test('are averages of what was answered; what was not only raises them', async () => {
    const call = timedCall();
    const times = new ServiceTimes(3000);
    expect(times.expectedMs(SMALL)).toBe(10);
    expect(times.usualMs(SMALL)).toBeUndefined();
    await call(times, 30, async () => 'answer');
    const usual = times.usualMs(SMALL) ?? 0;
    expect(usual).toBe(45);
    await expect(call(times, 0, failed)).rejects.toThrow('failed');
    expect(times.usualMs(SMALL)).toBe(usual);
    await expect(call(times, 80, failed)).rejects.toThrow('failed');
    expect(times.usualMs(SMALL)).toBeGreaterThan(usual);
    // Others of its size are expected to take as long.
    expect(times.expectedMs({ ...SMALL, name: 'other' })).toBe(times.expectedMs(SMALL));
    expect(times.usualMs({ ...SMALL, name: 'other' })).toBeUndefined();
  });

  test('are not what a 429 or a refused login takes, which come at once', async () => {
    const call = timedCall();
    const times = timesOf(3000, 30);
    const asked = { upstream: 'DIALER', action: SMALL.name } as const;
    for (const error of [
      new UpstreamRateLimited(asked, 'Less.', { sent: true }),
      new UpstreamUnauthorized(asked, 'No.', { loginRefused: true }),
    ]) {
      await expect(call(times, 0, () => Promise.reject(error))).rejects.toBe(error);
      expect(times.expectedMs(SMALL)).toBe(30);
    }
  });

  test('never keep a call back that has half of its deadline', () => {
    const times = timesOf(1000, 60_000);
    expect(times.usualMs(SMALL)).toBe(500);
    for (let answered = 0; answered < 70; answered += 1) times.note(SMALL, 10);
    expect(times.usualMs(SMALL)).toBeLessThan(60);
  });
});
