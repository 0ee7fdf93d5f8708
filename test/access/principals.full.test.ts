import { afterAll, beforeAll, expect, test } from 'vitest';
import { findingsOf, startWorlds, type Worlds } from './principals.ts';

let worlds: Worlds;

beforeAll(async () => {
  worlds = await startWorlds();
});

afterAll(() => worlds.close());

test('no answer tells of rows that are not the viewer’s', { timeout: 600_000 }, async ({ annotate }) => {
  const { foreign, different, figures } = await findingsOf(worlds, 10_000);
  await annotate(figures);
  expect(foreign.slice(0, 3)).toEqual([]);
  expect(different.slice(0, 2)).toEqual([]);
});
