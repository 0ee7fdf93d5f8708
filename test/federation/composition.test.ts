import { readFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { FOREIGN_SDL } from '../support/foreignSubgraph.ts';
import { compose, installGateways, INSTALL_MS } from '../support/gateways.ts';

const SDL = readFileSync(new URL('../../schema/subgraph.graphql', import.meta.url), 'utf8');

const dialer = { name: 'dialer', url: 'http://127.0.0.1:1/graphql', sdl: SDL };
const people = { name: 'people', url: 'http://127.0.0.1:2/graphql', sdl: FOREIGN_SDL };

beforeAll(installGateways, INSTALL_MS);

test.each(['apollo', 'theGuild'] as const)(
  'a subgraph that extends all six entities composes with this one, by %s, without a hint',
  async (by) => {
    const { [by]: composition } = await compose([dialer, people]);
    expect(composition).toEqual({ supergraph: expect.any(String), errors: [], hints: [] });
    for (const entity of ['Agent', 'CallTime', 'Campaign', 'Lead', 'Portfolio', 'Profile']) {
      const joins = new RegExp(`^type ${entity}\\b[^{]*`, 'm').exec(composition.supergraph ?? '')?.[0];
      expect(joins).toMatch(/join__type\(graph: DIALER, key: "\w+"\)/);
      expect(joins).toMatch(/join__type\(graph: PEOPLE, key: "\w+"\)/);
    }
  },
);

test.each(['apollo', 'theGuild'] as const)(
  'what stays inside is no part of the public graph, by %s',
  async (by) => {
    const { [by]: composition } = await compose([dialer, people]);
    expect(composition.supergraph).toMatch(/phoneLogin: String[^\n]*@inaccessible/);
    expect(composition.supergraph).toMatch(/lastName: String[^\n]*@tag\(name: "pii"\)/);
  },
);

// What shows that the check can fail.
test.each(['apollo', 'theGuild'] as const)(
  'a subgraph that contradicts this one does not compose, by %s',
  async (by) => {
    const sdl = FOREIGN_SDL.replace('username: String!', 'username: Int!');
    const { [by]: composition } = await compose([dialer, { ...people, sdl }]);
    expect(composition.errors).not.toEqual([]);
  },
);
