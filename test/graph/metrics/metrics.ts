/**
 * Every declared metric, beside a naive program that computes it again from the rows of the wire: reports, totals, calls
 * and the carrier's records, with cells that are missing or cannot be read.
 */
import { expect, vi } from 'vitest';
import { metricOf } from '../../../src/graph/metric.ts';
import { ALL_CALLS, callApiTo, randomOf, startCallDialer } from '../../support/callDay.ts';
import { startVoxo, voxoSettings } from '../../support/otherVoxo.ts';
import type { Cell } from '../../support/plainFigures.ts';
import { isObjectType, OWN_TYPES } from '../../support/schemaFields.ts';
import { compareCarrier } from './carrierMetrics.ts';
import { compareActivity, compareCalls, comparePauses, comparePenetration } from './reportMetrics.ts';
import type { Sizes } from './world.ts';

/** The metrics that the schema declares: `CallGroup.handled`. */
export const declaredMetrics = (): string[] =>
  OWN_TYPES.filter(isObjectType).flatMap((type) =>
    Object.values(type.getFields()).flatMap((field) =>
      metricOf(field) ? [`${type.name}.${field.name}`] : [],
    ),
  );

const NOW = '2026-05-13T17:00:00Z';

/** Compares all declared metrics. @returns the names of those that were compared */
export async function compareMetrics(sizes: Sizes): Promise<ReadonlySet<string>> {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date(NOW) });
  const compared = new Set<string>();
  const compare = (name: string, found: unknown, expected: unknown): void => {
    expect({ name, values: found }).toEqual({ name, values: expected });
    compared.add(name);
  };
  const random = randomOf(sizes.seed);
  const int = (below: number): number => Math.floor(random() * below);
  const one = <Item>(...items: readonly [Item, ...Item[]]): Item => items[int(items.length)] ?? items[0];
  const amount = (most: number): Cell =>
    int(40) > 0
      ? one<Cell>(int(most), String(int(most)), '0', 0)
      : one<Cell>(null, '', undefined, 'soon', -5);
  const time = (): Cell => one<Cell>(amount(90_000), '00:01:05', '1:02:03', '1,234', amount(90_000));

  const [dialer, voxo] = await Promise.all([startCallDialer(ALL_CALLS), startVoxo()]);
  const api = await callApiTo(dialer, { ...voxoSettings(voxo), VOXO_TIMEZONE: 'America/Chicago' });

  const world = { api, dialer, voxo, sizes, compare, int, one, amount, time };
  await compareActivity(world);
  await comparePauses(world);
  await comparePenetration(world);
  await compareCalls(world);
  await compareCarrier(world);
  return compared;
}
