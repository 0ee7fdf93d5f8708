/** Groups of random calls, dimensions and filters, beside a naive count of the same. */
import { isDeepStrictEqual } from 'node:util';
import { expect } from 'vitest';
import { z } from 'zod';
import type { Api } from '../../support/api.ts';
import {
  callsFrom,
  dayPeriod,
  FIRST_DAY,
  isBetween,
  LAST_DAY,
  plainCall,
  randomOf,
  type Kind,
  type PlainCall,
} from '../../support/callDay.ts';
import { meets, type PlainFilter } from '../../support/callFacts.ts';
import {
  comparable,
  DIMENSIONS,
  FIGURES,
  groupsOf,
  hasDimension,
  type Dimension,
  type PlainGroup,
} from '../../support/plainGroups.ts';

/** The night on which the hour from 01:00 to 02:00 occurs twice, and the one on which that from 02:00 to 03:00 does not. */
const NIGHTS = ['2025-11-02', '2026-03-08'] as const;

const LISTS: Readonly<Record<string, readonly Kind[]>> = {
  outboundCalls: ['outbound'],
  inboundCalls: ['inbound'],
  agentCalls: ['agent'],
  calls: ['outbound', 'inbound'],
};

const NAMES = Object.keys(LISTS);

/** Calls of the nights, many of them in the hour of the change: inbound ones have an id that tells their time. */
export const NIGHT_CALLS: readonly PlainCall[] = NIGHTS.flatMap((night) => {
  const random = randomOf(19);
  const midnight = Temporal.PlainDate.from(night).toZonedDateTime('America/Chicago').epochMilliseconds / 1000;
  return Array.from({ length: 400 }, (_, index) => {
    const second = midnight + Math.floor(random() * 5 * 3600);
    const zoned = Temporal.Instant.fromEpochMilliseconds(second * 1000).toZonedDateTimeISO('America/Chicago');
    const local = zoned.toPlainDateTime().toString({ smallestUnit: 'second' }).replace('T', ' ');
    // A dialer may write a time that the clocks skip.
    const at = random() < 0.1 ? `${night} 02:${local.slice(14)}` : local;
    const kind = (['inbound', 'outbound', 'agent'] as const)[index % 3] ?? 'inbound';
    const day = callsFrom(kind, FIRST_DAY, FIRST_DAY);
    const like = day[index % day.length];
    return plainCall(kind, { ...like, at, uniqueId: kind === 'inbound' ? `${second}.1` : null });
  });
});

const group = z.array(z.looseObject({ keys: z.array(z.string().nullable()), count: z.int() }));

const isGroups = (found: readonly object[]): found is readonly PlainGroup[] =>
  found.every((one) => 'withDisposition' in one);

/** What a filter of `groups` may have beside those of lists. */
interface Narrowing extends PlainFilter {
  readonly handled?: boolean;
  readonly queueSeconds?: { readonly from: number; readonly to: number };
}

const isHandled = ({ agent }: PlainCall): boolean =>
  agent !== null && !['vdad', 'vdcl'].includes(agent.toLowerCase());

/** The calls that a list's filter leaves. */
function metBy(calls: readonly PlainCall[], { handled, queueSeconds, ...filter }: Narrowing): PlainCall[] {
  return calls.filter(
    (call) =>
      meets(call, filter) &&
      (handled === undefined || isHandled(call) === handled) &&
      (queueSeconds === undefined ||
        (call.queueSeconds !== null &&
          queueSeconds.from <= call.queueSeconds &&
          call.queueSeconds <= queueSeconds.to)),
  );
}

/**
 * Compares the groups of random lists with a naive count. All calls of `ALL_CALLS` and `NIGHT_CALLS` are in the dialer.
 *
 * @param calls all calls of the dialer
 * @returns the number of lists that were compared
 */
export async function compareGroups(
  api: Api,
  calls: readonly PlainCall[],
  seed: number,
  rounds: number,
): Promise<number> {
  const random = randomOf(seed);
  const one = <Item>(...items: readonly [Item, ...Item[]]): Item =>
    items[Math.floor(random() * items.length)] ?? items[0];
  const names = Object.keys(DIMENSIONS).filter((name): name is Dimension => name in DIMENSIONS);

  const filterOf = (kinds: readonly Kind[]): Narrowing => ({
    ...(random() < 0.3 ? { agents: one(['agent.01', 'AGENT.02'], ['Agent.07']) } : {}),
    ...(random() < 0.3 ? { campaigns: one(['renewals', 'gone'], ['COBRANÇA']) } : {}),
    ...(random() < 0.3 ? { portfolios: one(['nrd'], ['SUR', 'KIW']) } : {}),
    ...(random() < 0.3 ? { dispositions: one(['sale', 'VM / NML'], ['no answer'], []) } : {}),
    ...(random() < 0.3
      ? { terminationReasons: one(['CALLER', 'NONE'], ['AGENT'], ['ABANDON', 'SYSTEM']) }
      : {}),
    ...(random() < 0.2 ? { handled: one(true, false) } : {}),
    ...(random() < 0.2 && !kinds.includes('agent')
      ? { queueSeconds: one({ from: 0, to: 40 }, { from: 20, to: 90 }) }
      : {}),
  });

  let compared = 0;
  for (let round = 0; round < rounds; round += 1) {
    // The first rounds look at each list of each night.
    const isFirst = round < 2 * NAMES.length;
    const list = isFirst ? (NAMES[round % NAMES.length] ?? 'calls') : one('calls', ...NAMES);
    const kinds = LISTS[list] ?? [];
    const usable = names.filter((name) => kinds.some((kind) => hasDimension(kind, name)));
    const night = isFirst ? (NIGHTS[Math.floor(round / NAMES.length)] ?? NIGHTS[0]) : one(...NIGHTS);
    const [from, to] = isFirst
      ? [night, night]
      : one([FIRST_DAY, LAST_DAY], ['2026-05-12', '2026-05-12'], [night, night]);
    const some = Array.from({ length: isFirst ? 0 : Math.floor(random() * 4) }, () =>
      one(usable[0] ?? 'DAY', ...usable),
    );
    const by =
      from === night ? [...some, isFirst ? 'HOUR' : one<Dimension>('HALF_HOUR', 'HOUR_OF_DAY', 'DAY')] : some;
    const maybe = (): Narrowing => (isFirst || random() < 0.4 ? {} : filterOf(kinds));
    const [filter, narrowing] = [maybe(), maybe()];
    const minCount = isFirst ? 0 : one(0, 1, 2, 5);
    const answer = z.object({ list: z.object({ groups: group }) });
    // oxlint-disable-next-line no-await-in-loop -- each round is compared before the next one begins
    const found = await api.read(
      answer,
      `query ($period: PeriodInput, $filter: CallFilter, $narrowing: CallFilter, $by: [CallDimension!]!, $minCount: Int) {
        list: ${list}(period: $period, filter: $filter) { groups(by: $by, filter: $narrowing, minCount: $minCount) { ${FIGURES} } }
      }`,
      { period: dayPeriod(from, to), filter, narrowing, by, minCount },
    );
    const { groups } = found.list;
    const inList = calls.filter((call) => kinds.includes(call.kind) && isBetween(call, from, to));
    const expected = groupsOf(metBy(metBy(inList, filter), narrowing), by).filter(
      ({ count }) => count >= minCount,
    );
    const what = { seed, round, list, by, from, filter, narrowing, minCount };
    if (!isGroups(groups)) throw new Error('The groups lack a figure.');
    const [given, counted] = [comparable(groups), comparable(expected)];
    // To compare thousands of groups by `toEqual` takes as long as the server takes to answer.
    if (!isDeepStrictEqual(given, counted))
      expect({ ...what, groups: given }).toEqual({ ...what, groups: counted });
    compared += 1;
  }
  return compared;
}
