/** A cell of the matrix complains of what goes wrong: each of these servers, or dialers, does something it must not. */
import { afterAll, beforeEach, expect, test } from 'vitest';
import { CellWorlds } from './cellWorlds.ts';
import { CANARY, GRACE_MS, runCell, type Fault } from './matrixCell.ts';
import { replies, says } from './replies.ts';
import { bodyWith, subjectOf } from './subjects.ts';
import { fails, survives } from './expectations.ts';

const ACCOUNT = subjectOf('getUserInfo');

const worlds = new CellWorlds();

beforeEach(() => worlds.nextRound());
afterAll(() => worlds.close());

/** Holds up the whole process, as a server would that is busy with an answer. */
function beBusy(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}

const WRONG: readonly (readonly [what: string, fault: Fault, complaint: string])[] = [
  [
    'shows what it must not',
    {
      name: 'a canary in a field that is shown',
      apply: says(() => bodyWith(ACCOUNT, [{ ...ACCOUNT.rows[0], full_name: CANARY }])),
      expected: survives(),
    },
    `leaked ${CANARY}`,
  ],
  [
    'gives something else for the right answer',
    {
      name: 'another value',
      apply: says(() => bodyWith(ACCOUNT, [{ ...ACCOUNT.rows[0], full_name: 'Eve' }])),
      expected: survives(),
    },
    'expected whole, not wrong: ',
  ],
  [
    'succeeds where it should fail',
    { name: 'nothing', expected: fails('BAD_RESPONSE') },
    'expected BAD_RESPONSE, not whole',
  ],
  [
    'fails with another code',
    { name: 'a page', apply: says(() => '<html>'), expected: fails('REFUSED') },
    'expected REFUSED, not BAD_RESPONSE',
  ],
  [
    'answers late',
    {
      name: 'a busy server',
      deadlineMs: 300,
      apply: replies((body) => ({
        get body() {
          beBusy(GRACE_MS + 500);
          return body;
        },
      })),
      expected: survives(),
    },
    'answered only after',
  ],
  [
    'asks another host',
    {
      name: 'a visit',
      apply: ({ elsewhere, dialer, subject }) =>
        dialer.answer(subject.action, async () => {
          await fetch(elsewhere);
          return { body: bodyWith(subject) };
        }),
      expected: survives(),
    },
    'asked another host',
  ],
  [
    'asks for something nobody knows',
    {
      name: 'a visit',
      apply: ({ dialer, subject }) =>
        dialer.answer(subject.action, async () => {
          await fetch(new URL('/moved', dialer.url));
          return { body: bodyWith(subject) };
        }),
      expected: survives(),
    },
    'asked for GET /moved',
  ],
];

test.each(WRONG)('a server that %s', async (_, fault, complaint) => {
  const { complaints } = await runCell(fault, ACCOUNT, worlds);
  expect(complaints).toContainEqual(expect.stringContaining(complaint));
});

test('a server that asks again with a login that was refused', async () => {
  const believedRefused: Fault = { name: 'nothing', refusesLogin: true, expected: survives() };
  // A lead is not remembered, so that it has to be asked for.
  const { complaints } = await runCell(believedRefused, subjectOf('goGetCustomerInfo'), worlds);
  expect(complaints).toEqual(['asked again with a refused login']);
});

test('a server that lets a fault stay behind in every object', async () => {
  const pollute: Fault = {
    name: 'pollution',
    apply: () => void Reflect.set(Object.prototype, 'polluted', true),
    expected: survives(),
  };
  try {
    const { complaints } = await runCell(pollute, ACCOUNT, worlds);
    expect(complaints).toContain('Object.prototype is polluted');
  } finally {
    Reflect.deleteProperty(Object.prototype, 'polluted');
  }
});

test('a dialer that is never well again', async () => {
  const { complaints } = await runCell(
    {
      name: 'a dialer that goes away',
      apply: ({ dialer, subject }) =>
        dialer.answer(subject.action, () => {
          setTimeout(() => void dialer.close(), 5);
          return { status: 500, body: '' };
        }),
      settleMs: 50,
      expected: fails('UNAVAILABLE'),
    },
    ACCOUNT,
    worlds,
  );
  expect(complaints).toContainEqual(expect.stringContaining('the next query was not served right'));
});
