/** What the metrics are compared on: a dialer, VOXO, the API before them, and random cells. */
import { expect } from 'vitest';
import { z } from 'zod';
import type { Api } from '../../support/api.ts';
import type { Cell } from '../../support/plainFigures.ts';
import type { ScriptedServer } from '../../support/scriptedServer.ts';

export interface Sizes {
  readonly agents: number;
  readonly campaigns: number;
  /** Calls, each with about one record of the carrier. */
  readonly calls: number;
  readonly seed: number;
}

export interface World {
  readonly api: Api;
  readonly dialer: ScriptedServer;
  readonly voxo: ScriptedServer;
  readonly sizes: Sizes;
  /** Expects a metric's values to be these, and notes that it was compared. */
  readonly compare: (metric: string, found: unknown, expected: unknown) => void;
  readonly int: (below: number) => number;
  readonly one: <Item>(...items: readonly [Item, ...Item[]]) => Item;
  /** A number, of which some are missing or cannot be read. */
  readonly amount: (most: number) => Cell;
  /** Seconds, in several spellings. */
  readonly time: () => Cell;
}

export const ratio = z.object({ numerator: z.int(), denominator: z.int(), value: z.number().nullable() });
export const SHARE = '{ numerator denominator value }';
type Ratio = z.output<typeof ratio>;

/** Both halves of a share, of which the value is the quotient. */
export function halves(share: Ratio | null) {
  if (share === null) return null;
  const { numerator, denominator, value } = share;
  expect(value).toBe(denominator === 0 ? null : numerator / denominator);
  return { numerator, denominator };
}
