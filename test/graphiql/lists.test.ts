import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import { csvOf } from '../../graphiql/src/csv.ts';
import { fragmentOf, linkedIn } from '../../graphiql/src/link.ts';
import { listsIn } from '../../graphiql/src/lists.ts';
import { placeOf } from '../../graphiql/src/places.ts';

describe('the lists of an answer', () => {
  test('are found in order, with the members of their rows as columns', () => {
    const data = {
      dashboard: { agentsInCall: 3 },
      agents: {
        totalCount: 2,
        nodes: [
          { username: 'A', live: null, tags: ['x', 'y'], portfolios: [{ code: 'P' }, { code: 'Q' }] },
          { username: 'B', live: { state: 'READY', campaign: { name: 'C' } }, tags: [], portfolios: [] },
        ],
      },
      empty: [],
      removed: ['7', '8'],
    };
    expect(listsIn(data)).toEqual([
      {
        path: 'agents.nodes',
        columns: ['username', 'tags', 'portfolios', 'live.state', 'live.campaign.name'],
        rows: [
          ['A', 'x; y', 'P; Q', null, null],
          ['B', '', '', 'READY', 'C'],
        ],
      },
      { path: 'removed', columns: ['removed'], rows: [['7'], ['8']] },
    ]);
  });

  test.each([undefined, null, {}, { a: null }, { a: [] }])('are none in %j', (data) => {
    expect(listsIn(data)).toEqual([]);
  });
});

/** The cells of a CSV text, as a program reads them. */
const read = (text: string): string[][] => parse(text, { bom: true });

/** The CSV text of one row. */
const csv = (...cells: readonly (string | number | boolean | null)[]): string =>
  csvOf({ path: 'a', columns: cells.map((_, index) => `c${index}`), rows: [cells] });

describe('CSV', () => {
  test('has a header, quotes what needs it, and marks UTF-8 for Excel', () => {
    expect(csv('a,b', 'say "x"', 'two\nlines', 'Álvarez', null, true, 1.5)).toBe(
      '\uFEFFc0,c1,c2,c3,c4,c5,c6\r\n"a,b","say ""x""","two\nlines",Álvarez,,true,1.5\r\n',
    );
  });

  test.each([
    '=1+1',
    '+15550100',
    '-1',
    '@SUM(A1)',
    '\tx',
    '\rx',
    '\n=1',
    '＝1',
    '=HYPERLINK("http://x","a,b")',
  ])('lets no spreadsheet run %j', (text) => {
    expect(read(csv(text))[1]).toEqual([`'${text}`]);
  });

  test('leaves numbers alone, also negative ones', () => {
    expect(read(csv(-5, 'a-b', 'x=1', ''))[1]).toEqual(['-5', 'a-b', 'x=1', '']);
  });
});

describe('a link', () => {
  test.each([
    ['{ a(b: "é+&=#%") }', ''],
    ['query A($x: Int) {\n  a # ✓\n}', '{"x": 1}'],
  ])('carries %j and %j', (query, variables) => {
    const url = new URL(`http://localhost/graphql${fragmentOf({ query, variables })}`);
    // Nothing of it reaches the server.
    expect(url.search).toBe('');
    expect(linkedIn(url)).toEqual({ query, variables });
  });

  test('of another tool has the query among its parameters', () => {
    expect(linkedIn(new URL('http://localhost/graphql?query=%7B%20a%20%7D'))).toEqual({
      query: '{ a }',
      variables: '',
    });
    expect(linkedIn(new URL('http://localhost/graphql?other=1#top'))).toBeUndefined();
  });
});

describe('the place of an error', () => {
  const DOCUMENT = `query A { x }
query B {
  agents {
    nodes { ...Names live { since: state } }
  }
}
fragment Names on Agent {
  ... on Agent { username }
}`;
  const place = (path: readonly (string | number)[], document = DOCUMENT) =>
    placeOf({ message: '', path }, document, 'B');

  test('is its location, if it has one', () => {
    const locations = [{ line: 7, column: 2 }];
    expect(placeOf({ message: '', path: ['x'], locations }, DOCUMENT, 'B')).toEqual(locations[0]);
  });

  test('is else that of the field at its path, by alias and in fragments', () => {
    expect(place(['agents'])).toEqual({ line: 3, column: 3 });
    expect(place(['agents', 'nodes', 3, 'live', 'since'])).toEqual({ line: 4, column: 29 });
    expect(place(['agents', 'nodes', 0, 'username'])).toEqual({ line: 8, column: 18 });
    // The deepest field that is known.
    expect(place(['agents', 'nodes', 0, 'nothing'])).toEqual({ line: 4, column: 5 });
  });

  test.each([
    ['nothing', DOCUMENT],
    ['agents', '{'],
  ])('is none for %s in %j', (name, document) => {
    expect(place([name], document)).toBeUndefined();
  });
});
