import * as fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startApi, type Api } from '../../support/api.ts';
import { graphql } from '../../support/gql/gql.ts';
import type { PageOfAgentsQuery, PageOfAgentsQueryVariables } from '../../support/gql/graphql.ts';
import { startScriptedServer, type ScriptedServer } from '../../support/scriptedServer.ts';
import { success, userList } from '../../support/otherDialer.ts';
import { runs } from '../../support/samples.ts';

const PAGE_OF_AGENTS = graphql(/* GraphQL */ `
  query PageOfAgents($first: Int, $after: String, $last: Int, $before: String) {
    page: agents(first: $first, after: $after, last: $last, before: $before) {
      totalCount edges { cursor node { key: username } } nodes { key: username }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    }
  }
`);

const PAGE_OF_HOPPER = graphql(/* GraphQL */ `
  query PageOfHopper($first: Int, $after: String, $last: Int, $before: String) {
    campaign(campaignId: "1") {
      page: hopper(first: $first, after: $after, last: $last, before: $before) {
        totalCount edges { cursor node { key: hopperId } } nodes { key: hopperId }
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
      }
    }
  }
`);

type Page = NonNullable<PageOfAgentsQuery['page']>;
type PageArguments = PageOfAgentsQueryVariables;

/** A list to page through: how the dialer gives its rows, and how to ask for one page. */
interface List {
  readonly name: string;
  rows(dialer: ScriptedServer, keys: readonly string[]): void;
  page(api: Api, args: PageArguments): Promise<Page>;
}

const AGENTS: List = {
  name: 'Query.agents',
  rows: (dialer, keys) =>
    dialer.answer('goGetAllUsers', userList(keys.map((key) => ({ user: key, active: 'Y' })))),
  page: async (api, args) => {
    const { page } = await api.data(PAGE_OF_AGENTS, args);
    if (!page) throw new Error('There is no list of agents.');
    return page;
  },
};

const HOPPER: List = {
  name: 'Campaign.hopper',
  // Many share a priority, and the id is a number in a string.
  rows: (dialer, keys) => {
    const rows = keys.map((key, index) => ({
      hopper_id: key,
      lead_id: index + 1,
      priority: Number(key) % 3,
    }));
    dialer.answer('getLeadsOnHopper', success({ rows }));
  },
  page: async (api, args) => {
    const { campaign } = await api.data(PAGE_OF_HOPPER, args);
    if (!campaign?.page) throw new Error('The campaign has no hopper.');
    return campaign.page;
  },
};

async function startDialer(): Promise<ScriptedServer> {
  const dialer = await startScriptedServer();
  onTestFinished(() => dialer.close());
  dialer.answer('goGetAllCampaigns', success({ rows: [{ id: '1', campaign_name: 'One', active: 'Y' }] }));
  return dialer;
}

const keysOf = ({ nodes }: Page): string[] => nodes.map((node) => node.key);

/** Follows the cursors from one end to the other. @returns every page met */
async function walk(list: List, api: Api, size: number, forwards: boolean): Promise<Page[]> {
  const pages: Page[] = [];
  let cursor: string | undefined;
  for (;;) {
    const page = await list.page(
      api,
      forwards ? { first: size, after: cursor } : { last: size, before: cursor },
    );
    pages.push(page);
    const { hasNextPage, hasPreviousPage, startCursor, endCursor } = page.pageInfo;
    if (!(forwards ? hasNextPage : hasPreviousPage)) return pages;
    cursor = (forwards ? endCursor : startCursor) ?? undefined;
    if (cursor === undefined || pages.length > 200) throw new Error('The pages have no end.');
  }
}

const keys = fc.uniqueArray(fc.integer({ min: 1, max: 999_999 }).map(String), {
  minLength: 0,
  maxLength: 60,
});

describe.each([AGENTS, HOPPER])('$name', (list) => {
  test('gives every row once, in one order, whatever the size of its pages and the way', async () => {
    const dialer = await startDialer();
    await fc.assert(
      fc.asyncProperty(keys, fc.integer({ min: 1, max: 25 }), async (all, size) => {
        list.rows(dialer, all);
        const api = await startApi({}, dialer);
        const forwards = await walk(list, api, size, true);
        const backwards = await walk(list, api, size, false);
        const order = forwards.flatMap(keysOf);
        expect([...order].sort()).toEqual([...all].sort());
        expect(backwards.toReversed().flatMap(keysOf)).toEqual(order);
        for (const page of [...forwards, ...backwards]) {
          expect(page.totalCount).toBe(all.length);
          expect(page.edges.map((edge) => edge.node)).toEqual(page.nodes);
          expect(page.pageInfo.startCursor).toBe(page.edges[0]?.cursor ?? null);
          expect(page.pageInfo.endCursor).toBe(page.edges.at(-1)?.cursor ?? null);
        }
        expect(forwards).toHaveLength(Math.max(1, Math.ceil(all.length / size)));
        expect(forwards.map((page) => page.pageInfo.hasPreviousPage)).toEqual(
          forwards.map((_, index) => index > 0),
        );
        expect(backwards.map((page) => page.pageInfo.hasNextPage)).toEqual(
          backwards.map((_, index) => index > 0),
        );
        await api.close();
      }),
      { numRuns: runs(40) },
    );
  });

  test('goes on at the same place where rows have come and gone meanwhile', async () => {
    const dialer = await startDialer();
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.integer({ min: 1, max: 999_999 }).map(String), { minLength: 2, maxLength: 40 }),
        fc.nat(),
        fc.array(fc.boolean(), { minLength: 40, maxLength: 40 }),
        async (all, seed, leaves) => {
          list.rows(dialer, all);
          const before = await startApi({}, dialer);
          const order = keysOf(await list.page(before, { first: 1000 }));
          const at = seed % (order.length - 1);
          const page = await list.page(before, { first: at + 1 });
          const cursor = page.pageInfo.endCursor ?? '';
          // The row the cursor came from goes, and others with it.
          const stay = order.filter((_, index) => index !== at && leaves[index] !== true);
          list.rows(dialer, stay);
          const after = await startApi({}, dialer);
          const next = await list.page(after, { first: 1000, after: cursor });
          expect(keysOf(next)).toEqual(stay.filter((key) => order.indexOf(key) > at));
          expect(next.totalCount).toBe(stay.length);
          const previous = await list.page(after, { last: 1000, before: cursor });
          expect(keysOf(previous)).toEqual(stay.filter((key) => order.indexOf(key) < at));
          await before.close();
          await after.close();
        },
      ),
      { numRuns: runs(30) },
    );
  });

  test('is cut between two cursors', async () => {
    const dialer = await startDialer();
    list.rows(dialer, ['11', '12', '13', '14', '15', '16']);
    const api = await startApi({}, dialer);
    const { edges } = await list.page(api, { first: 10 });
    const order = edges.map((edge) => edge.node.key);
    const [after, before] = [edges[0]?.cursor, edges[4]?.cursor];
    expect(keysOf(await list.page(api, { after, before }))).toEqual(order.slice(1, 4));
    expect(keysOf(await list.page(api, { first: 2, after, before }))).toEqual(order.slice(1, 3));
    const last = await list.page(api, { last: 2, after, before });
    expect(keysOf(last)).toEqual(order.slice(2, 4));
    expect(last.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: true });
    // The wrong way round there is nothing between them.
    expect(keysOf(await list.page(api, { after: before, before: after }))).toEqual([]);
  });

  test('gives 50 unless told otherwise, up to 1,000', async () => {
    const dialer = await startDialer();
    list.rows(
      dialer,
      Array.from({ length: 1100 }, (_, index) => String(10_000 + index)),
    );
    const api = await startApi({}, dialer);
    expect(await list.page(api, {})).toMatchObject({ totalCount: 1100, nodes: { length: 50 } });
    expect(await list.page(api, { first: 1000 })).toMatchObject({ nodes: { length: 1000 } });
    expect(await list.page(api, { last: 1000 })).toMatchObject({ nodes: { length: 1000 } });
    expect(await list.page(api, { first: 0 })).toMatchObject({
      totalCount: 1100,
      nodes: [],
      edges: [],
      pageInfo: { hasNextPage: true, hasPreviousPage: false, startCursor: null, endCursor: null },
    });
  });
});

test('agents whose names differ by accents or signs keep one order in both directions', async () => {
  const dialer = await startDialer();
  const names = [
    'Zoë',
    'zoe',
    'ZOEY',
    'Ångström',
    'angstrom',
    '#7',
    '7',
    'é',
    'e',
    'ｅ',
    '🦊',
    'ß',
    'ss',
    "o'neil",
  ];
  AGENTS.rows(dialer, names);
  const api = await startApi({}, dialer);
  const forwards = (await walk(AGENTS, api, 3, true)).flatMap(keysOf);
  const backwards = (await walk(AGENTS, api, 4, false)).toReversed().flatMap(keysOf);
  expect(backwards).toEqual(forwards);
  expect([...forwards].sort()).toEqual([...names].sort());
});
