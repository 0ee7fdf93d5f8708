import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Viewer } from '../../src/access/viewer.ts';
import { scopesWithout, viewer } from '../support/viewers.ts';
import { findingsOf, put, startWorlds, type Findings, type Worlds } from './principals.ts';

let worlds: Worlds;

beforeAll(async () => {
  worlds = await startWorlds();
});

afterAll(() => worlds.close());

test('no answer tells of rows that are not the viewer’s', { timeout: 300_000 }, async ({ annotate }) => {
  const { foreign, different, figures } = await findingsOf(worlds, 240);
  await annotate(figures);
  expect(foreign.slice(0, 3)).toEqual([]);
  expect(different.slice(0, 2)).toEqual([]);
});

/** Operation 16 is NRD's, and one that is compared. */
const plant = (as: Viewer, document: string): Promise<Findings> =>
  put(worlds, 7, 24, { at: 16, as, document });

test('and one operation taken for another viewer’s would be found', { timeout: 300_000 }, async () => {
  const wider = await plant(
    viewer(scopesWithout('pii:read'), ['NRD', 'KIW']),
    '{ outboundCalls(first: 1000) { nodes { disposition } } }',
  );
  expect(wider.foreign).toEqual([expect.stringMatching(/^KIW/)]);
  expect(wider.different).toHaveLength(1);
  const counting = await plant(viewer(scopesWithout('pii:read'), ['NRD', 'KIW']), '{ calls { totalCount } }');
  expect(counting.foreign).toEqual([]);
  expect(counting.different).toHaveLength(1);
  const told = await plant(
    viewer(scopesWithout(), ['NRD']),
    '{ agentCalls(first: 1) { nodes { phoneNumber } } }',
  );
  expect(told.foreign).toEqual([expect.stringMatching(/^a whole number/)]);
});
