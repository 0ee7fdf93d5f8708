import { expect, test } from 'vitest';
import { hasPostgres } from '../../support/postgres.ts';
import { hasRedis } from '../../support/redisServer.ts';
import { faultsOfHistories } from './histories.ts';

/** `npm run check:histories` plays more. */
const COUNT = Number(process.env['HISTORIES'] ?? 1000);

/** Histories of one test: their servers, and what they are told at last, are of one test each. */
const MOST = 1000;

const parts = Array.from({ length: Math.ceil(COUNT / MOST) }, (_, part) => {
  const first = part * MOST;
  return { first, count: Math.min(MOST, COUNT - first) };
});

test.skipIf(!hasPostgres || !hasRedis).each(parts)(
  '$count histories over three servers from $first on, with kill -9, SIGSTOP and cut connections: no lead is lost, doubled or called wrongly',
  { timeout: 3_600_000 },
  async ({ first, count }) => {
    const faults = await faultsOfHistories({ first, count, wave: 50, inProcesses: 0.3, withRedis: 0.35 });
    expect(faults.slice(0, 10)).toEqual([]);
  },
);
