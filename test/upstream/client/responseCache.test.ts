import { describe, expect, test, vi } from 'vitest';
import type { Answer } from '../../../src/upstream/client/answer.ts';
import { Caller } from '../../../src/upstream/client/caller.ts';
import { ENDPOINTS } from '../../../src/upstream/endpoints.ts';
import {
  ResponseCache,
  type Answered,
  type CacheableCall,
} from '../../../src/upstream/client/responseCache.ts';

const endpoint = ENDPOINTS.goGetTotalAgentsCall;
type Count = number | null;

const AT = new Date('2026-05-12T19:03:00Z');
const answered = (model: Count, bytes = 1): Answered<Count> => ({
  answer: { model, gaps: [], answeredAt: AT },
  bytes,
});

const question = (key: string, freshMs = 1000, staleMs = 0): CacheableCall<Count> => ({
  key,
  endpoint,
  freshMs,
  staleMs,
});

const modelOf = async (answer: Promise<Answer<Count>>): Promise<Count> => (await answer).model;

const fail = () => Promise.reject(new Error('down'));

/** A memory with a clock of its own, and an upstream that counts up. */
function started({ maxBytes = 100_000, bytes = 10 } = {}) {
  let clock = 1000;
  let asked = 0;
  const memory = new ResponseCache({ maxBytes, now: () => clock });
  const ask = async (): Promise<Answered<Count>> => answered((asked += 1), bytes);
  return {
    memory,
    answer: async (key: string, freshMs?: number, staleMs?: number, caller = new Caller()) =>
      (await memory.answer(question(key, freshMs, staleMs), caller, ask)).model,
    asked: () => asked,
    wait: (ms: number) => {
      clock += ms;
    },
  };
}

describe('an answer', () => {
  test('is remembered as long as its question says, and no longer', async () => {
    const { answer, wait } = started();
    expect(await answer('a', 1000)).toBe(1);
    wait(999);
    expect(await answer('a', 1000)).toBe(1);
    wait(1);
    expect(await answer('a', 1000)).toBe(2);
  });

  test('of a question that may not be remembered is asked for each time', async () => {
    const { answer } = started();
    expect(await answer('a', 0)).toBe(1);
    expect(await answer('a', 0)).toBe(2);
  });

  test('is nobody else’s: another question is asked', async () => {
    const { answer } = started();
    expect(await answer('a')).toBe(1);
    expect(await answer('b')).toBe(2);
    expect(await answer('a')).toBe(1);
  });

  test('that is stale is given at once, and the next one is the new one', async () => {
    const { answer, asked, wait } = started();
    await answer('a', 1000, 5000);
    wait(2000);
    expect(await answer('a', 1000, 5000)).toBe(1);
    expect(asked()).toBe(2);
    expect(await answer('a', 1000, 5000)).toBe(2);
    wait(6000);
    expect(await answer('a', 1000, 5000)).toBe(3);
  });

  test('that is stale is asked for once, however many want it', async () => {
    const { memory, answer, asked, wait } = started();
    await answer('a', 1000, 5000);
    wait(2000);
    const slow = Promise.withResolvers<Answered<Count>>();
    let asks = 0;
    const want = () =>
      modelOf(
        memory.answer(question('a', 1000, 5000), new Caller(), () => {
          asks += 1;
          return slow.promise;
        }),
      );
    expect(await Promise.all([want(), want(), want()])).toEqual([1, 1, 1]);
    expect(asks).toBe(1);
    slow.resolve(answered(77));
    await slow.promise;
    expect(await answer('a', 1000, 5000)).toBe(77);
    expect(asked()).toBe(1);
  });

  test('that is stale stays where a new one fails', async () => {
    const { memory, answer, wait } = started();
    await answer('a', 1000, 5000);
    wait(2000);
    expect(await modelOf(memory.answer(question('a', 1000, 5000), new Caller(), fail))).toBe(1);
    expect(await modelOf(memory.answer(question('a', 1000, 5000), new Caller(), fail))).toBe(1);
  });

  test('can be looked at without asking', async () => {
    const { memory, answer } = started();
    expect(memory.recall(question('a'))).toBeUndefined();
    await answer('a');
    expect(memory.recall(question('a'))?.model).toBe(1);
    // What stands under the same words, but was read by another record, has another shape.
    expect(memory.recall({ key: 'a', endpoint: ENDPOINTS.getAgentStatus })).toBeUndefined();
  });
});

describe('memory', () => {
  test('holds no more bytes than it may, and forgets what was not used for longest', async () => {
    const { answer } = started({ maxBytes: 10_000, bytes: 4000 });
    await answer('a');
    await answer('b');
    await answer('a');
    await answer('c');
    expect(await answer('a')).toBe(1);
    expect(await answer('b')).toBe(4);
  });

  test('does not hold what is larger than all of it', async () => {
    const { answer } = started({ maxBytes: 10_000, bytes: 20_000 });
    await answer('a');
    expect(await answer('a')).toBe(2);
  });
});

describe('a failure', () => {
  test('is everyone’s who waited for it, and not remembered', async () => {
    const { memory, answer } = started();
    const slow = Promise.withResolvers<Answered<Count>>();
    const waiting = [1, 2].map(() => memory.answer(question('a'), new Caller(), () => slow.promise));
    slow.reject(new Error('down'));
    for (const { status } of await Promise.allSettled(waiting)) expect(status).toBe('rejected');
    expect(await answer('a')).toBe(1);
  });
});

/** A call under way for two callers, either of whom may leave. */
function shared() {
  const { memory, asked, answer } = started();
  const [first, second] = [new AbortController(), new AbortController()];
  const slow = Promise.withResolvers<Answered<Count>>();
  const signals: AbortSignal[] = [];
  const ask = (signal: AbortSignal) => {
    signals.push(signal);
    return slow.promise;
  };
  const answers = [first, second].map(({ signal }) =>
    modelOf(memory.answer(question('a'), new Caller(signal), ask)),
  );
  return { first, second, slow, signals, answers: Promise.allSettled(answers), asked, answer };
}

describe('the same question at the same time', () => {
  test('is one call, which one caller pays and the others are given', async () => {
    const { memory } = started();
    const slow = Promise.withResolvers<Answered<Count>>();
    const callers = [new Caller(), new Caller(), new Caller()];
    let asks = 0;
    const answers = callers.map((caller) =>
      modelOf(
        memory.answer(question('a'), caller, () => {
          asks += 1;
          caller.noteCall(endpoint.name);
          return slow.promise;
        }),
      ),
    );
    slow.resolve(answered(5));
    expect(await Promise.all(answers)).toEqual([5, 5, 5]);
    expect(asks).toBe(1);
    expect(callers.map(({ calls }) => calls)).toEqual([{ [endpoint.name]: 1 }, {}, {}]);
    expect(callers.map(({ cached }) => cached)).toEqual([{}, { [endpoint.name]: 1 }, { [endpoint.name]: 1 }]);
  });

  test('goes on for those who stay', async () => {
    const { first, slow, signals, answers } = shared();
    first.abort(new Error('left'));
    expect(signals.map(({ aborted }) => aborted)).toEqual([false]);
    slow.resolve(answered(9));
    expect(await answers).toMatchObject([
      { status: 'rejected', reason: { message: 'left' } },
      { status: 'fulfilled', value: 9 },
    ]);
  });

  test('is given up when the last of them has left, and the next to ask has a call of its own', async () => {
    const { first, second, slow, signals, answers, answer } = shared();
    first.abort(new Error('left'));
    second.abort(new Error('left too'));
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
    expect(await answer('a')).toBe(1);
    // What comes of the call that was given up changes nothing any more.
    slow.reject(new Error('given up'));
    expect((await answers).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await answer('a')).toBe(1);
  });

  test('leaves no listener on a caller that stays', async () => {
    const { answer } = started();
    const { signal } = new AbortController();
    const added = vi.spyOn(signal, 'addEventListener');
    const removed = vi.spyOn(signal, 'removeEventListener');
    await answer('a', 0, 0, new Caller(signal));
    expect(added.mock.calls.map(([, listener]) => listener)).toEqual(
      removed.mock.calls.map(([, listener]) => listener),
    );
    expect(added).toHaveBeenCalledOnce();
  });
});
