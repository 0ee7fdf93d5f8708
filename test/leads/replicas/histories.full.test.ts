import { expect, test } from 'vitest';
import { hasPostgres } from '../../support/postgres.ts';
import { hasRedis } from '../../support/redisServer.ts';
import { faultsOfHistories } from './histories.ts';

/** `npm run check:histories` plays more. */
const COUNT = Number(process.env['HISTORIES'] ?? 1000);

test.skipIf(!hasPostgres || !hasRedis)(
  `${COUNT} histories over three servers, with kill -9, SIGSTOP and cut connections: no lead is lost, doubled or called wrongly`,
  { timeout: 3_600_000 },
  async () => {
    const faults = await faultsOfHistories({ count: COUNT, wave: 50, inProcesses: 0.3, withRedis: 0.35 });
    expect(faults.slice(0, 10)).toEqual([]);
  },
);
