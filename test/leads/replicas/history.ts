/** Histories of adds at several servers, and what must be true of each of them. */
import { setTimeout as pause } from 'node:timers/promises';
import { Random } from '../../../src/simulator/centre/random.ts';
import type { Fault, Simulator } from '../../../src/simulator/server.ts';
import type { LeadInput, Told } from '../../support/leadApi.ts';
import { REPLICAS, type Replica, type Replicas } from './replicas.ts';

/** One lead to add, under a key or without. */
export interface Add {
  /** Sent as its vendor_lead_code, and as its key: a row with it was made by this add. */
  readonly code: string;
  readonly input: LeadInput;
  readonly isKeyed: boolean;
  /** The servers that are asked at once, round by round. */
  readonly rounds: readonly (readonly number[])[];
  readonly fault: Fault | undefined;
  /** What callers were told while faults struck; null where no answer came. */
  readonly told: (Told | null)[];
  /** What two servers told when all was well again; nothing without a key. */
  readonly last: Told[];
}

export interface History {
  readonly number: number;
  readonly random: Random;
  readonly adds: readonly Add[];
  /** All its adds are of one number, at once, and the dialer is slow: without turns there would be several leads. */
  readonly isContended: boolean;
}

const FAULTS = [
  { weight: 2, kind: 'loseAnswer' },
  { weight: 2, kind: 'resetAfter' },
  { weight: 1, kind: 'reset' },
  { weight: 2, kind: 'failAfter' },
  { weight: 4, kind: 'slowInsert', delayMs: 120 },
  { weight: 3, kind: 'delay', delayMs: 200 },
] as const;

/** Of a number, whatever runs: always the same one. */
export function historyOf(number: number): History {
  const random = new Random('histories', number);
  const isContended = random.chance(0.3);
  const adds = Array.from({ length: random.int(2, 3) }, (_, index): Add => {
    const code = `h${number}-a${index}`;
    const isKeyed = random.chance(0.8);
    // Few numbers, so that some adds need each other's turn.
    const phoneNumber = `727${String(2_000_000 + number * 3 + (isContended ? 0 : random.int(0, 2))).padStart(7, '0')}`;
    const some = (): readonly number[] => REPLICAS.filter(() => random.chance(0.5));
    const { weight: _weight, ...drawn } = random.weighted(FAULTS);
    const fault = isContended ? ({ kind: 'slowInsert', delayMs: 150 } as const) : drawn;
    return {
      code,
      isKeyed,
      input: {
        phoneNumber,
        source: 'histories',
        vendorLeadCode: code,
        ...(isContended || random.chance(0.7)
          ? { duplicateChecks: [{ match: 'PHONE', scope: 'SYSTEM' }] }
          : {}),
        ...(isKeyed ? { idempotencyKey: code } : {}),
      },
      rounds: isKeyed
        ? [[random.pick(REPLICAS), ...some()], some()].filter((asked) => asked.length > 0)
        : [[random.pick(REPLICAS)]],
      fault:
        isContended || random.chance(0.15)
          ? { ...fault, where: { vendor_lead_code: code }, times: 1 }
          : undefined,
      told: [],
      last: [],
    };
  });
  return { number, random, adds, isContended };
}

/** Sends the adds of a history, while faults may strike. */
export async function play(
  { adds, random, isContended }: History,
  { servers, simulator }: Replicas,
): Promise<void> {
  for (const { fault } of adds) if (fault) simulator.fail(fault);
  await Promise.all(
    adds.map(async ({ input, rounds, told }) => {
      await pause(random.int(0, isContended ? 20 : 250));
      for (const asked of rounds) {
        const asking = asked.map((index) =>
          servers[index]
            ?.client()
            .add(input)
            .catch(() => null),
        );
        for (const one of asking) told.push((await one) ?? null);
      }
    }),
  );
}

const isOpen = ({ isKeyed, last }: Add): boolean => isKeyed && (last.length === 0 || last.some(isUnknown));

/**
 * Asks two servers for each key of some histories when all is well, until both have an outcome, and the same one. If they
 * have: again for those that were unknown, since an outcome may have been written late. A server is asked for all of its
 * keys in one request.
 */
export async function settle(histories: readonly History[], { servers }: Replicas): Promise<void> {
  let open = histories.flatMap(({ adds, random }) =>
    adds.filter(isOpen).map((add) => {
      const first = random.pick(REPLICAS);
      return { add, asked: [first, (first + random.int(1, 2)) % REPLICAS.length] };
    }),
  );
  for (let attempt = 0; open.length > 0 && attempt < 40; attempt += 1) {
    if (attempt > 0) await pause(150);
    for (const { add } of open) add.last.length = 0;
    for (const turn of [0, 1]) {
      // The second one is asked if the first one has told.
      const due = Map.groupBy(
        open.filter(({ add }) => add.last.length === turn),
        ({ asked }) => asked[turn] ?? 0,
      );
      await Promise.all(
        [...due].map(([index, some]) =>
          askAgain(
            some.map(({ add }) => add),
            servers[index],
          ),
        ),
      );
    }
    open = open.filter(({ add: { last } }) => last.length < 2 || !isOne(last));
  }
}

/** Asks a server for the outcomes of keys, in one request. */
async function askAgain(adds: readonly Add[], server: Replica | undefined): Promise<void> {
  const told = await server
    ?.client()
    .addMany(adds.map(({ input }) => input))
    .catch(() => undefined);
  for (const [index, { last }] of adds.entries()) {
    const one = told?.results[index];
    if (one && !isNotSent(one)) last.push(one);
  }
}

/** True if all were told the same. */
const isOne = (told: readonly (Told | null)[]): boolean =>
  new Set(told.map((one) => JSON.stringify(one))).size <= 1;

const isNotSent = (told: Told | null): boolean => told?.type === 'LeadRejected' && told.reason === 'NOT_SENT';
const isUnknown = (told: Told | null): boolean => told?.type === 'LeadOutcomeUnknown';

/** The dialer's side of all histories. */
export interface Traces {
  readonly requests: ReadonlyMap<string, number>;
  readonly rows: ReadonlyMap<string, readonly number[]>;
  readonly byNumber: ReadonlyMap<string, readonly string[]>;
}

export function tracesIn({ requests, leads }: Simulator): Traces {
  const codeOf = (fields: (typeof requests)[number]['fields']): string =>
    new Map(fields).get('vendor_lead_code') ?? '';
  const asked = Map.groupBy(requests, ({ fields }) => codeOf(fields));
  const rows = Map.groupBy(leads, ({ vendorLeadCode }) => vendorLeadCode);
  const byNumber = Map.groupBy(leads, ({ phoneNumber }) => phoneNumber);
  return {
    requests: new Map([...asked].map(([code, some]) => [code, some.length])),
    rows: new Map([...rows].map(([code, some]) => [code, some.map(({ leadId }) => leadId)])),
    byNumber: new Map(
      [...byNumber].map(([number, some]) => [number, some.map(({ vendorLeadCode }) => vendorLeadCode)]),
    ),
  };
}

/**
 * What is wrong with a history.
 *
 * @param unresolved the vendor codes of all leads that `unresolvedLeads` lists
 */
export function faultsOf({ adds }: History, traces: Traces, unresolved: ReadonlySet<string>): string[] {
  return [...adds.flatMap((add) => faultsOfAdd(add, traces, unresolved)), ...faultsOfNumbers(adds, traces)];
}

function faultsOfAdd(
  { code, isKeyed, told, last }: Add,
  traces: Traces,
  unresolved: ReadonlySet<string>,
): string[] {
  const faults: string[] = [];
  const rows = traces.rows.get(code) ?? [];
  const requests = traces.requests.get(code) ?? 0;
  const wrong = (what: string): void =>
    void faults.push(`${code}: ${what} ${JSON.stringify({ told, last, rows, requests })}`);
  const all = [...told, ...last];
  if (rows.length > 1 || requests > 1) wrong('sent more than once');
  for (const one of all) {
    if (one?.type === 'AddLeadSuccess' && (rows.length !== 1 || String(rows[0]) !== one.leadId))
      wrong('SUCCESS, and not exactly that lead is there');
    if (one?.type === 'DuplicateLead' && rows.length > 0) wrong('DUPLICATE, and it was added');
    if (one?.type === 'LeadRejected' && !isNotSent(one)) wrong('REJECTED without a reason');
  }
  if (requests > 0 && all.every(isNotSent)) wrong('NOTHING WAS SENT, and the dialer was asked');
  // While a server cannot reach Postgres, it may know more than the others: never something else.
  const known = all.filter((one) => one !== null && !isNotSent(one) && !isUnknown(one));
  if (!isOne(known)) wrong('one key, two outcomes');
  if (isKeyed) {
    if (last.length !== 2) wrong('no outcome, though all is well');
    if (!isOne(last)) wrong('two servers, two outcomes');
    if (last.some(isUnknown) !== unresolved.has(code))
      wrong('UNKNOWN, and not in unresolvedLeads, or the other way');
    if (rows.length > 0 && !last.some((one) => isUnknown(one) || one.type === 'AddLeadSuccess'))
      wrong('LOST: it is there, and its key does not tell');
  } else {
    const isToldUnknown = told.some((one) => one === null || isUnknown(one));
    if (rows.length > 0 && isToldUnknown && !unresolved.has(code) && !told.some((one) => one === null))
      wrong('UNKNOWN, and not in unresolvedLeads');
  }
  return faults;
}

/** All adds of a number that look for duplicates make one lead of it at most: they had their turn. */
function faultsOfNumbers(adds: readonly Add[], { byNumber }: Traces): string[] {
  return [...Map.groupBy(adds, ({ input }) => String(input['phoneNumber']))].flatMap(([number, own]) => {
    const there = byNumber.get(number) ?? [];
    const looking = own.filter(({ input }) => 'duplicateChecks' in input);
    return looking.length === own.length && there.length > 1
      ? [`${number}: ${there.length} leads, though each add looks for duplicates: ${there.join(' ')}`]
      : [];
  });
}
