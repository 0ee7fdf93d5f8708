import { expect, test } from 'vitest';
import { hasPostgres } from '../../support/postgres.ts';
import { hasRedis } from '../../support/redisServer.ts';
import { faultsOfHistories } from './histories.ts';

test.skipIf(!hasPostgres || !hasRedis)(
  '24 histories over three servers: no lead is lost, doubled or called wrongly',
  async () => {
    const faults = await faultsOfHistories({ count: 24, wave: 6, inProcesses: 0, withRedis: 0.5 });
    expect(faults.slice(0, 10)).toEqual([]);
  },
);
