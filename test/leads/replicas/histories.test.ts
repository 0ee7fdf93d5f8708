import { expect, test } from 'vitest';
import { hasPostgres } from '../../support/postgres.ts';
import { faultsOfHistories } from './histories.ts';

test.skipIf(!hasPostgres)(
  '60 histories over three servers: no lead is lost, doubled or called wrongly',
  async () => {
    const faults = await faultsOfHistories({ count: 60, wave: 10, inProcesses: 0 });
    expect(faults.slice(0, 10)).toEqual([]);
  },
);
