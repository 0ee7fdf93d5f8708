import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { Queue, QueueFull, type Turn } from '../../src/upstream/queue.ts';

const NEVER = new AbortController().signal;

/** A queue, and calls that take until they are told to end. */
function opened(concurrency: number, patienceMs = 10_000) {
  const queue = new Queue({ concurrency, patienceMs });
  const started: string[] = [];
  const running = new Map<string, () => void>();
  return {
    started,
    /** Asks for a turn. */
    ask: (name: string, turn: Partial<Turn> = {}, signal = NEVER): Promise<string> =>
      queue.run({ caller: {}, size: 'small', always: false, ...turn }, signal, async () => {
        started.push(name);
        const { promise, resolve } = Promise.withResolvers<void>();
        running.set(name, resolve);
        await promise;
        return name;
      }),
    /** Ends a call that runs. */
    end: async (name: string): Promise<void> => {
      await sleep(0);
      running.get(name)?.();
      await sleep(0);
    },
  };
}

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
    const queue = new Queue({ concurrency: 1, patienceMs: 1000 });
    const turn = { caller: {}, size: 'small', always: false } as const;
    await expect(queue.run(turn, NEVER, () => Promise.reject(new Error('failed')))).rejects.toThrow('failed');
    expect(await queue.run(turn, NEVER, async () => 'next')).toBe('next');
  });

  test('gives callers turns: one with many calls does not delay one with a single call', async () => {
    const { ask, end, started } = opened(1);
    const [many, single] = [{}, {}];
    for (const name of ['m1', 'm2', 'm3', 'm4']) void ask(name, { caller: many });
    void ask('s1', { caller: single });
    for (const name of ['m1', 'm2', 's1', 'm3']) await end(name);
    expect(started).toEqual(['m1', 'm2', 's1', 'm3', 'm4']);
  });

  test('keeps slots for small calls, however many large ones wait', async () => {
    const { ask, end, started } = opened(4);
    for (let report = 1; report <= 6; report += 1) void ask(`large ${report}`, { size: 'large' });
    void ask('small 1');
    void ask('small 2');
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
    void ask('large 1', { size: 'large' });
    void ask('large 2', { size: 'large' });
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
});

/** One slot, calls that took 100 ms so far, and callers that wait. */
async function crowded(waiting: number) {
  const crowd = opened(1, 1000);
  const first = crowd.ask('first');
  await sleep(100);
  await crowd.end('first');
  await first;
  const regular = {};
  void crowd.ask('running', { caller: regular });
  for (let index = 0; index < waiting; index += 1) void crowd.ask(`waiting ${index}`, { always: true });
  return { ...crowd, regular };
}

describe('a queue in which waiting is hopeless', () => {
  test('turns a newcomer away at once', async () => {
    const { ask } = await crowded(15);
    await expect(ask('newcomer')).rejects.toBeInstanceOf(QueueFull);
  });

  test('takes a newcomer that would wait less than it has patience for', async () => {
    const { ask, started } = await crowded(3);
    const newcomer = ask('newcomer');
    await expect(Promise.race([newcomer, sleep(20, 'waits')])).resolves.toBe('waits');
    expect(started).not.toContain('newcomer');
  });

  test('turns nobody away that it has let in before, nor what must go out', async () => {
    const { ask, regular } = await crowded(15);
    const again = ask('again', { caller: regular });
    const write = ask('write', { always: true });
    await expect(Promise.race([again, write, sleep(20, 'both wait')])).resolves.toBe('both wait');
  });

  test('holds a thousand callers at most, whatever the wait', async () => {
    const { ask } = opened(1);
    void ask('running');
    for (let index = 0; index < 1000; index += 1) void ask(`waiting ${index}`);
    await expect(ask('newcomer')).rejects.toBeInstanceOf(QueueFull);
  });
});
