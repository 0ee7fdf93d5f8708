/** Random operations of random viewers, which leave, end and are answered in any order. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { ownSlots } from '../../../src/upstream/client/queue/slots.ts';
import { QueueFull } from '../../../src/upstream/client/queue/admission.ts';
import { Caller } from '../../../src/upstream/client/caller.ts';
import { megabytes, sizeOf } from '../../../src/upstream/endpoint.ts';
import { Queue, type Turn } from '../../../src/upstream/client/queue/queue.ts';
import { ServiceTimes } from '../../../src/upstream/client/queue/serviceTimes.ts';

const SMALL: Turn['endpoint'] = { name: 'small', transport: 'goAPI', maxBytes: 1000 };
const LARGE: Turn['endpoint'] = { name: 'large', transport: 'goAPI', maxBytes: megabytes(64) };
const VIEWERS = ['a', 'b', 'c'] as const;

const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('answer' as const), at: fc.nat() }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('ask' as const),
      viewer: fc.constantFrom(...VIEWERS),
      endpoints: fc.array(fc.constantFrom(SMALL, SMALL, LARGE), { minLength: 1, maxLength: 12 }),
      /** More or fewer than it will make. */
      planned: fc.integer({ min: 0, max: 20 }),
      always: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('leave' as const), at: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('end' as const), at: fc.nat() }) },
);

interface Call {
  readonly viewer: string;
  readonly endpoint: Turn['endpoint'];
  readonly answered: PromiseWithResolvers<void>;
  state: 'waiting' | 'running' | 'ended';
  /** Calls of other viewers that have started since its viewer could have. */
  passed: number;
}

const turned = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

test(
  'the limits hold, nobody starves, every call ends, and no room stays taken',
  { timeout: 300_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 9 }),
        fc.array(step, { minLength: 5, maxLength: 60 }),
        async (concurrency, steps) => {
          const half = Math.ceil(concurrency / 2);
          const largeSlots = Math.max(1, concurrency - Math.max(1, Math.floor(concurrency / 4)));
          const times = new ServiceTimes(1000);
          const queue = new Queue({
            slots: ownSlots(concurrency),
            timeoutMs: 1000,
            times,
            transports: new Set(['goAPI']),
          });
          const calls: Call[] = [];
          const operations: { readonly caller: Caller; readonly leaving: AbortController }[] = [];
          const outcomes: Promise<string>[] = [];
          const count = (of: (call: Call) => boolean): number => calls.filter(of).length;
          const runningOf = (viewer: string): number =>
            count((call) => call.state === 'running' && call.viewer === viewer);

          /** Holds the rules when a call starts. */
          const started = (call: Call): void => {
            const laneIsFull = (endpoint: Turn['endpoint']): boolean =>
              sizeOf(endpoint) === 'large' &&
              count(({ state, endpoint: other }) => state === 'running' && sizeOf(other) === 'large') >=
                largeSlots;
            const couldStart = (other: Call): boolean =>
              other.state === 'waiting' && other.viewer !== call.viewer && !laneIsFull(other.endpoint);
            expect(runningOf(call.viewer) < half || !calls.some(couldStart)).toBe(true);
            for (const other of calls) {
              if (!couldStart(other) || runningOf(other.viewer) >= half) other.passed = 0;
              else if (sizeOf(other.endpoint) === sizeOf(call.endpoint)) other.passed += 1;
            }
            call.state = 'running';
            for (const other of calls) {
              const isSameLine =
                other.viewer === call.viewer && sizeOf(other.endpoint) === sizeOf(call.endpoint);
              if (isSameLine) other.passed = 0;
              // Each other viewer has one turn before it.
              expect(other.passed).toBeLessThan(VIEWERS.length);
            }
            expect(count(({ state }) => state === 'running')).toBeLessThanOrEqual(concurrency);
            expect(
              count(({ state, endpoint }) => state === 'running' && sizeOf(endpoint) === 'large'),
            ).toBeLessThanOrEqual(largeSlots);
          };

          for (const move of steps) {
            if (move.kind === 'ask') {
              const leaving = new AbortController();
              const caller = new Caller(leaving.signal, Infinity, move.viewer);
              caller.reserve([{ endpoint: SMALL, calls: move.planned }]);
              operations.push({ caller, leaving });
              for (const endpoint of move.endpoints) {
                const call: Call = {
                  viewer: move.viewer,
                  endpoint,
                  answered: Promise.withResolvers(),
                  state: 'waiting',
                  passed: 0,
                };
                caller.spend(endpoint.name);
                calls.push(call);
                const made = queue.run(
                  { caller, endpoint, always: move.always },
                  leaving.signal,
                  async () => {
                    started(call);
                    await call.answered.promise;
                    call.state = 'ended';
                  },
                );
                outcomes.push(
                  made
                    .then(
                      () => 'answered',
                      (error: unknown) =>
                        error instanceof QueueFull
                          ? 'refused'
                          : leaving.signal.aborted
                            ? 'left'
                            : String(error),
                    )
                    .finally(() => (call.state = 'ended')),
                );
              }
            } else if (move.kind === 'answer') {
              const running = calls.filter(({ state }) => state === 'running');
              running[move.at % running.length]?.answered.resolve();
            } else {
              const operation = operations[move.at % operations.length];
              if (move.kind === 'leave') operation?.leaving.abort(new Error('left'));
              else operation?.caller.end();
            }
            await turned();
            expect(queue.workMs).toBeGreaterThanOrEqual(0);
            const free = concurrency - count(({ state }) => state === 'running');
            const waits = calls.some(({ state, endpoint }) => state === 'waiting' && endpoint === SMALL);
            expect(free > 0 && waits).toBe(false);
          }
          for (let call; (call = calls.find(({ state }) => state === 'running')); await turned())
            call.answered.resolve();
          expect(
            (await Promise.all(outcomes)).filter((outcome) => !/^(?:answered|refused|left)$/.test(outcome)),
          ).toEqual([]);
          for (const { caller } of operations) caller.end();
          expect(queue.workMs).toBe(0);
        },
      ),
      { numRuns: 150, seed: 20261127 },
    );
  },
);
