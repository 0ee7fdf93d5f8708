/** The figures of a million calls, beside a naive program that computes each of them again. */
import { expect, test } from 'vitest';
import { z } from 'zod';
import { plainCall, randomOf, startCallApi, type PlainCall } from '../../support/callDay.ts';
import { comparable, FIGURES, groupsOf, type Dimension, type PlainGroup } from '../../support/plainGroups.ts';

const OF_EACH_KIND = 50_000;
const DAYS = Array.from({ length: 10 }, (_, index) => `2026-05-${String(index + 5).padStart(2, '0')}`);

const AGENTS = [
  null,
  'VDAD',
  'VDCL',
  ...Array.from({ length: 20 }, (_, agent) => `Agent.${String(agent).padStart(2, '0')}`),
] as const;

const two = (number: number): string => String(number).padStart(2, '0');

/** Calls of a day. No two of them are the same call: each has a lead of its own. */
function callsOf(kind: 'outbound' | 'inbound', day: string, seed: number): PlainCall[] {
  const random = randomOf(seed);
  const int = (below: number): number => Math.floor(random() * below);
  const one = <Item>(...items: readonly [Item, ...Item[]]): Item => items[int(items.length)] ?? items[0];
  return Array.from({ length: OF_EACH_KIND }, (_, index) => {
    const [reason, reasonText] = one(
      ['AGENT', 'AGENT'],
      ['CALLER', 'Caller'],
      ['ABANDON', 'ABANDON'],
      ['NONE', 'NONE'],
      ['QUEUE_TIMEOUT', 'QUEUETIMEOUT'],
      [null, null],
    );
    return plainCall(kind, {
      at: `${day} ${two(int(24))}:${two(int(60))}:${two(int(60))}`,
      contact: int(30) === 0 ? null : `312555${int(9000) + 1000}`,
      agent: AGENTS[int(AGENTS.length)] ?? null,
      campaign: one('Renewals', 'RENEWALS', 'COBRANÇA', null),
      portfolio: one('NRD', 'SUR', 'KIW', null),
      disposition: one('Sale', 'SALE', 'Voicemail', 'Promise & Pay', null),
      reason,
      reasonText,
      queueSeconds: int(5) === 0 ? null : int(120),
      seconds: kind === 'outbound' || int(8) === 0 ? null : int(4000),
      queue: kind === 'inbound' ? one('SALES_Q', 'SUPPORT_Q', null) : null,
      leadId: String(1_000_000 + index),
      uniqueId: null,
    });
  });
}

const LISTS = [
  ['outbound', 'outboundCalls', [[], ['CAMPAIGN'], ['AGENT', 'DISPOSITION'], ['PORTFOLIO']]],
  ['inbound', 'inboundCalls', [[], ['QUEUE'], ['AGENT'], ['TERMINATION_REASON', 'PORTFOLIO']]],
] as const satisfies readonly (readonly [string, string, readonly (readonly Dimension[])[]])[];

const isGroups = (found: readonly object[]): found is readonly PlainGroup[] =>
  found.every((one) => 'withDisposition' in one);

let counted = 0;

test.each(DAYS.map((day, index) => [day, index] as const))(
  'the figures of %s',
  { timeout: 120_000 },
  async (day, index) => {
    const calls = {
      outbound: callsOf('outbound', day, 2 * index + 1),
      inbound: callsOf('inbound', day, 2 * index + 2),
    };
    const api = await startCallApi([...calls.outbound, ...calls.inbound]);
    const list = z.looseObject({ totalCount: z.int() });
    const query = LISTS.map(
      ([kind, name, groupings]) =>
        `${kind}: ${name}(period: $period) { totalCount ${groupings
          .map((by, at) => `g${at}: groups(by: [${by.join(', ')}]) { ${FIGURES} }`)
          .join(' ')} }`,
    ).join(' ');
    const answer = await api.read(
      z.object({ outbound: list, inbound: list }),
      `query ($period: PeriodInput!) { ${query} }`,
      { period: { from: day, to: day } },
    );
    for (const [kind, , groupings] of LISTS) {
      const { totalCount, ...groups } = answer[kind];
      expect(totalCount).toBe(OF_EACH_KIND);
      for (const [at, by] of groupings.entries()) {
        const found = z.array(z.looseObject({})).parse(groups[`g${at}`]);
        if (!isGroups(found)) throw new Error('The groups lack a figure.');
        expect(comparable(found)).toEqual(comparable(groupsOf(calls[kind], by)));
      }
      counted += totalCount;
    }
  },
);

test('are those of a million calls', () => {
  expect(counted).toBe(1_000_000);
});
