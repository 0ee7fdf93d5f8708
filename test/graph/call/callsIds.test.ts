import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import {
  callApiOfFile,
  ALL_CALLS,
  callApiTo,
  DAY,
  dayPeriod,
  FIRST_DAY,
  giveCalls,
  LAST_DAY,
  LISTS,
  plainCall,
  startCallApi,
  startCallDialer,
  walk,
  type CallArguments,
  type CallNode,
  type CallsField,
  type PlainCall,
} from '../../support/callDay.ts';
import type { Api } from '../../support/api.ts';
import type { ScriptedServer } from '../../support/scriptedServer.ts';

const sharedApi = callApiOfFile();

const withTime = (list: CallsField) => ({
  ...list,
  selection: list.kind === 'agent' ? 'at: answeredAt portfolio { code }' : 'at: startedAt portfolio { code }',
});

const idsOf = async (api: Api, list: CallsField, args: CallArguments): Promise<string[]> =>
  (await walk(api, withTime(list), args)).map(({ id }) => id);

/** The ids of what a dialer has now: a server that was asked before would tell what it had then. */
const idsNow = async (dialer: ScriptedServer, list: CallsField): Promise<string[]> =>
  idsOf(await callApiTo(dialer), list, { period: dayPeriod() });

const isOn =
  (day: string) =>
  ({ at }: CallNode): boolean =>
    z.string().parse(at).startsWith(day);

describe.each(LISTS)('ids of $field', (list) => {
  test('tell every call from every other, on all days and in all lists', async () => {
    const api = sharedApi();
    const ids = await idsOf(api, list, { period: dayPeriod(FIRST_DAY, LAST_DAY) });
    expect(ids).toHaveLength(ALL_CALLS.filter(({ kind }) => kind === list.kind).length);
    const others = await Promise.all(
      LISTS.filter(({ kind }) => kind !== list.kind).map((other) =>
        idsOf(api, other, { period: dayPeriod(FIRST_DAY, LAST_DAY) }),
      ),
    );
    const all = [...ids, ...others.flat()];
    expect(new Set(all).size).toBe(all.length);
  });

  test('are the same in another operation, period, window, order, page and filter', async () => {
    const api = await startCallApi();
    const whole = await walk(api, withTime(list), { period: dayPeriod(FIRST_DAY, LAST_DAY) });
    const ofDay = new Set(whole.filter(isOn(DAY)).map(({ id }) => id));

    const day = await idsOf(api, list, { period: dayPeriod() });
    expect(new Set(day)).toEqual(ofDay);
    // The window that the day lies in begins elsewhere.
    const shifted = await walk(api, withTime(list), { period: dayPeriod('2026-05-09', '2026-05-13') });
    expect(new Set(shifted.filter(isOn(DAY)).map(({ id }) => id))).toEqual(ofDay);
    // The dialer's own last 24 hours, cut to the day.
    const default24 = await walk(api, withTime(list), {});
    expect(new Set(default24.filter(isOn(DAY)).map(({ id }) => id))).toEqual(ofDay);

    const ordered = await idsOf(api, list, {
      period: dayPeriod(),
      orderBy: { field: 'AGENT', direction: 'ASC' },
    });
    expect(new Set(ordered)).toEqual(ofDay);
    const startedAt = { from: '2026-05-12T14:00:00Z', to: '2026-05-12T20:00:00Z' };
    for (const filter of [{ dispositions: ['sale'] }, { startedAt }, { agents: ['agent.07'] }]) {
      const narrowed = await idsOf(api, list, { period: dayPeriod(), filter });
      expect(narrowed.length).toBeGreaterThan(0);
      expect(new Set(narrowed).isSubsetOf(ofDay)).toBe(true);
    }
  });

  test('are the same where the dialer itself narrows its calls down', async () => {
    const api = await startCallApi();
    const whole = await walk(api, withTime(list), { period: dayPeriod() });
    const narrowed = await walk(api, withTime(list), {
      period: dayPeriod(),
      filter: { portfolios: ['NRD'] },
    });
    const idOfNrd = whole.filter(({ portfolio }) => JSON.stringify(portfolio) === '{"code":"NRD"}');
    expect(narrowed.map(({ id }) => id).sort()).toEqual(idOfNrd.map(({ id }) => id).sort());
    const ofProfile = await idsOf(api, list, { period: dayPeriod(), filter: { profiles: ['VIP'] } });
    expect(new Set(ofProfile).isSubsetOf(new Set(whole.map(({ id }) => id)))).toBe(true);
  });

  test('do not depend on calls alike but for what the dialer leaves out', async () => {
    const rows = ['NRD', 'SUR', null].map((portfolio) => plainCall(list.kind, { portfolio }));
    const api = await startCallApi(rows);
    const whole = await walk(api, withTime(list), { period: dayPeriod() });
    for (const portfolio of ['NRD', 'SUR']) {
      const narrowed = await idsOf(api, list, { period: dayPeriod(), filter: { portfolios: [portfolio] } });
      const own = whole.filter(
        (node) => JSON.stringify(node.portfolio) === JSON.stringify({ code: portfolio }),
      );
      expect(narrowed).toEqual(own.map(({ id }) => id));
    }
  });

  test('do not change with what may change later', async () => {
    const before = plainCall(list.kind, { disposition: null, seconds: null, leadId: '7', code: 'A' });
    const later: readonly Partial<PlainCall>[] = [
      { disposition: 'Sale' },
      { seconds: 300 },
      { queueSeconds: 5 },
      { reason: 'AGENT', reasonText: 'AGENT' },
      { code: 'B' },
    ];
    const dialer = await startCallDialer([before]);
    const [id, ...others] = await idsNow(dialer, list);
    expect([typeof id, others]).toEqual(['string', []]);
    for (const change of later) {
      giveCalls(dialer, [{ ...before, ...change }]);
      expect(await idsNow(dialer, list)).toEqual([id]);
    }
  });

  test('differ with the call’s identity', async () => {
    const one = plainCall(list.kind, { own: '1', agent: 'agent.01', campaign: 'a', leadId: '7' });
    const others: readonly Partial<PlainCall>[] = [
      { at: `${DAY} 12:00:01` },
      { contact: '3125550101' },
      { contact: null },
      { agent: 'agent.02' },
      { campaign: 'b' },
      { campaign: null },
      { leadId: '8' },
      { leadId: null },
      ...(list.kind === 'agent' ? [] : [{ own: '2' }, { own: '3125550100', contact: '1' }]),
      ...(list.kind === 'inbound' ? [{ uniqueId: '1.2' }] : []),
    ];
    const calls = [one, ...others.map((other) => ({ ...one, ...other }))];
    const dialer = await startCallDialer(calls);
    const together = await idsNow(dialer, list);
    expect(new Set(together).size).toBe(calls.length);
    // Each by itself has the id it has among the others.
    const alone: string[] = [];
    for (const call of calls) {
      giveCalls(dialer, [call]);
      alone.push(...(await idsNow(dialer, list)));
    }
    expect(alone.sort()).toEqual(together.sort());
  });

  test('are two for twins, and stay theirs when a third comes', async () => {
    const twin = plainCall(list.kind);
    const dialer = await startCallDialer([twin, twin]);
    const two = await idsNow(dialer, list);
    expect(new Set(two).size).toBe(2);
    giveCalls(dialer, [twin, plainCall(list.kind, { campaign: 'x' }), twin, twin]);
    const four = await idsNow(dialer, list);
    expect(new Set(four).size).toBe(4);
    expect(new Set(two).isSubsetOf(new Set(four))).toBe(true);
  });
});
