import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { configFrom } from '../../src/config.ts';
import { startServer } from '../../src/server/server.ts';
import { startSimulator, type Simulator } from '../../src/simulator/server.ts';
import { handled } from '../../src/upstream/promises/handled.ts';
import { CHEAP, clientOf, hasNoData, summary } from '../support/api.ts';
import { FOREIGN_SDL, startForeignSubgraph, type ForeignSubgraph } from '../support/foreignSubgraph.ts';
import { subscribe } from '../support/events.ts';
import { freePort } from '../support/freePort.ts';
import {
  compose,
  installGateways,
  INSTALL_MS,
  startGateway,
  type GatewayName,
  type Subgraph,
} from '../support/gateways.ts';
import { keysText, testFile } from '../support/keysFile.ts';

const SDL = readFileSync(new URL('../../schema/subgraph.graphql', import.meta.url), 'utf8');

const MOST_MS = 90_000;
const GATEWAYS: readonly GatewayName[] = ['Apollo', 'Hive'];

const ALL = 'key-of-everything';
const NO_LEADS = 'key-without-leads';

type Client = ReturnType<typeof clientOf>;

interface World {
  /** The gateway's URL. */
  readonly url: string;
  readonly simulator: Simulator;
  readonly foreign: ForeignSubgraph;
  /** A gateway in front of both subgraphs, asked with a key. */
  readonly through: (key?: string) => Client;
}

interface Ports {
  readonly dialer: number;
  readonly people: number;
}

/**
 * The URLs of gateways in front of two ports, and the ports. Each test starts its own subgraphs there, which remember
 * nothing. To start a gateway takes seconds.
 */
const gateways = new Map<GatewayName, Promise<string>>();
const ends: (() => Promise<void>)[] = [];
let ports: Ports;

const dialerAt = (port: number): Subgraph => ({
  name: 'dialer',
  url: `http://127.0.0.1:${port}/graphql`,
  sdl: SDL,
});
const peopleAt = (port: number): Subgraph => ({
  name: 'people',
  url: `http://127.0.0.1:${port}/graphql`,
  sdl: FOREIGN_SDL,
});

/** This server and the other subgraph, started for one test, and a gateway in front of them. */
async function startWorld(gateway: GatewayName): Promise<World> {
  const simulator = await startSimulator();
  onTestFinished(() => simulator.close());
  await startOwn(simulator, ports.dialer);

  const { campaigns, portfolios, profiles, callTimes, leads } = simulator.centre;
  const foreign = await startForeignSubgraph(
    {
      usernames: namesIn(simulator),
      campaignId: first(campaigns).id,
      code: first(portfolios).code,
      profileId: first(profiles).profileId,
      callTimeId: first(callTimes).id,
      leadId: String(first(leads.rows).leadId),
    },
    ports.people,
  );
  const url = (await gateways.get(gateway)) ?? '';
  return { url, simulator, foreign, through: (key) => as(url, key) };
}

/** This server by itself. @returns its URL */
async function startOwn(simulator: Simulator, port = 0): Promise<string> {
  const keys = testFile(keysText({ [ALL]: {}, [NO_LEADS]: { scopes: ['agents:read'] } }));
  const config = configFrom({
    PORT: String(port),
    LOG_LEVEL: 'silent',
    API_KEYS_FILE: keys.path,
    LIVE_INTERVAL_MS: '500',
  });
  const account = { baseUrl: new URL(simulator.url), user: simulator.user, pass: simulator.pass };
  const server = await startServer(config, account, undefined, CHEAP);
  onTestFinished(() => server.close());
  return server.url;
}

const as = (at: string, key = ALL): Client => clientOf(at, { authorization: `Bearer ${key}` });

/** This server by itself, in front of a simulator of its own, for what the gateway's answers are held against. */
async function startDirect(): Promise<Pick<World, 'simulator'> & { readonly client: Client }> {
  const simulator = await startSimulator();
  onTestFinished(() => simulator.close());
  return { simulator, client: as(await startOwn(simulator)) };
}

const namesIn = ({ centre }: Simulator): string[] =>
  centre.agents.filter(({ active }) => active).map(({ username }) => username.toUpperCase());

function first<Row>([row]: readonly Row[]): Row {
  if (row === undefined) throw new Error('There is none.');
  return row;
}

// One file for all that needs them: two at once would install them over each other.
beforeAll(async () => {
  installGateways();
  ports = { dialer: await freePort(), people: await freePort() };
  const subgraphs = [dialerAt(ports.dialer), peopleAt(ports.people)];
  // They start while compositions are compared.
  for (const name of GATEWAYS)
    gateways.set(name, handled(startGateway(name, subgraphs, (end) => ends.push(end))));
}, INSTALL_MS);

afterAll(async () => {
  for (const end of ends.toReversed()) await end();
});

const DIALER = dialerAt(1);
const PEOPLE = peopleAt(2);

/** How many fields of a graph carry `@semanticNonNull`. */
const marksIn = (sdl: string): number => sdl.match(/@semanticNonNull(?=\s)/g)?.length ?? 0;

describe('composition', () => {
  test.each(['apollo', 'theGuild'] as const)(
    'a subgraph that extends all six entities composes with this one, by %s, without a hint',
    async (by) => {
      const { [by]: composition } = await compose([DIALER, PEOPLE]);
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
      const { [by]: composition } = await compose([DIALER, PEOPLE]);
      expect(composition.supergraph).toMatch(/phoneLogin: String[^\n]*@inaccessible/);
      expect(composition.supergraph).toMatch(/lastName: String[^\n]*@tag\(name: "pii"\)/);
    },
  );

  test.each(['apollo', 'theGuild'] as const)(
    '@semanticNonNull reaches the whole graph, by %s',
    async (by) => {
      const { [by]: composition } = await compose([DIALER, PEOPLE]);
      // As many as this graph has: none of another subgraph's fields carries it.
      expect(marksIn(SDL)).toBeGreaterThan(20);
      expect(marksIn(composition.supergraph ?? '')).toBe(marksIn(SDL));
      expect(composition.supergraph).toMatch(/directive @semanticNonNull\(/);
    },
  );

  test('a contract without personal data composes', async () => {
    const { contract } = await compose([DIALER, PEOPLE]);
    expect(contract.errors).toEqual([]);
    const blockOf = (start: string): string =>
      new RegExp(`^${start}\\b[^{]*\\{[\\s\\S]*?^\\}`, 'm').exec(contract.publicSdl ?? '')?.[0] ?? '';
    expect(blockOf('type Lead')).toContain('status: String');
    expect(blockOf('type Lead')).not.toMatch(/lastName|phoneNumber|address/);
    expect(blockOf('type LeadAddress')).toBe('');
    expect(blockOf('enum CarrierDimension')).toContain('HOUR');
    expect(blockOf('enum CarrierDimension')).not.toContain('STATE');
  });

  // What shows that the check can fail.
  test.each(['apollo', 'theGuild'] as const)(
    'a subgraph that contradicts this one does not compose, by %s',
    async (by) => {
      const sdl = FOREIGN_SDL.replace('username: String!', 'username: Int!');
      const { [by]: composition } = await compose([DIALER, { ...PEOPLE, sdl }]);
      expect(composition.errors).not.toEqual([]);
    },
  );
});

describe.each(GATEWAYS)('%s gateway', { timeout: MOST_MS }, (gateway) => {
  test('30 agents, with fields of both subgraphs: as many dialer calls as the direct query takes', async () => {
    const OWN =
      'username name live { state } campaign { campaignId name } profile { profileId name } today { sales }';
    const direct = await startDirect();
    await direct.client.data(`{ agents(first: 30) { nodes { ${OWN} } } }`);
    const calls = direct.simulator.counts();
    expect(calls).toMatchObject({ goGetAllUsers: 1, getLiveAgentInfo: 30 });

    const { through, simulator } = await startWorld(gateway);
    const { agents } = z
      .object({
        agents: z.object({
          nodes: z.array(
            z.object({ username: z.string(), name: z.string(), badge: z.string(), seat: z.string() }).loose(),
          ),
        }),
      })
      .parse(
        await through().data(
          `{ agents(first: 30) { nodes { ${OWN} badge seat campaign { budget } profile { trainings } } } }`,
        ),
      );
    expect(agents.nodes).toHaveLength(30);
    for (const { username, name, badge, seat } of agents.nodes) {
      expect(badge).toBe(`★ ${name}`);
      expect(seat).toBe(`seat of ${username.toLowerCase()}`);
    }
    expect(agents.nodes[0]).toMatchObject({ campaign: { budget: 1000 }, profile: { trainings: 3 } });
    expect(simulator.counts()).toEqual(calls);
  });

  test('30 agents that the other subgraph names, in its own spelling: as many as by this one alone', async () => {
    const OWN = 'username name live { state } portfolios { code name }';
    const direct = await startDirect();
    // The other subgraph has them in capitals.
    const names = JSON.stringify(namesIn(direct.simulator).slice(0, 30));
    await direct.client.data(`{ agents(filter: { usernames: ${names} }) { nodes { ${OWN} } } }`);
    const calls = direct.simulator.counts();
    expect(calls).toMatchObject({ goGetAllUsers: 1, getLiveAgentInfo: 30 });

    const { through, simulator } = await startWorld(gateway);
    const { shift } = z
      .object({ shift: z.array(z.object({ name: z.string(), badge: z.string() }).loose()) })
      .parse(await through().data(`{ shift(first: 30) { ${OWN} badge } }`));
    expect(shift).toHaveLength(30);
    for (const { name, badge } of shift) expect(badge).toBe(`★ ${name}`);
    expect(simulator.counts()).toEqual(calls);
  });

  test('each entity, met in the other subgraph, has the fields of both', async () => {
    const { through } = await startWorld(gateway);
    const data = await through().data(`{
      agenda {
        campaign { campaignId name budget }
        portfolio { code name owner }
        profile { profileId name trainings }
        callTime { callTimeId windows { day } unionNote }
        lead { leadId firstName status score }
        stranger { username seat }
      }
      desks { pageInfo { hasNextPage } edges { node { number } } }
      agents(first: 1) { pageInfo { hasNextPage } }
    }`);
    const text = expect.any(String);
    expect(data).toMatchObject({
      agenda: {
        campaign: { name: text, budget: 1000 },
        portfolio: { name: text, owner: 'the bank' },
        profile: { name: text, trainings: 3 },
        callTime: { windows: expect.arrayContaining([{ day: 'MONDAY' }]), unionNote: 'agreed' },
        lead: { firstName: text, status: text, score: expect.any(Number) },
        stranger: { seat: 'seat of nobody.of.that.name' },
      },
      desks: { pageInfo: { hasNextPage: false } },
      agents: { pageInfo: { hasNextPage: true } },
    });
  });

  test('whom this subgraph does not know has none of its fields, and the rest is answered', async () => {
    const { through } = await startWorld(gateway);
    const { data } = await through().query(
      '{ agenda { stranger { username name seat } portfolio { name } } }',
    );
    expect(data).toMatchObject({
      agenda: { stranger: { name: null, seat: expect.any(String) }, portfolio: { name: expect.any(String) } },
    });
  });

  test("the caller's token goes along, and is asked for what it may", async () => {
    const { through, foreign } = await startWorld(gateway);
    const { data, errors } = await through(NO_LEADS).query(
      '{ agenda { lead { leadId firstName } campaign { name budget } } }',
    );
    expect(data).toMatchObject({
      agenda: { lead: { firstName: null }, campaign: { name: expect.any(String) } },
    });
    expect(errors.map(summary)).toMatchObject([{ code: 'FORBIDDEN', scope: 'leads:read' }]);
    expect(new Set(foreign.authorizations)).toEqual(new Set([`Bearer ${NO_LEADS}`]));

    const stranger = await through('no-key-of-ours').query('{ agents(first: 1) { nodes { username } } }');
    expect(stranger.errors.map(({ extensions }) => extensions['code'])).toContain('UNAUTHENTICATED');
    expect(hasNoData(stranger.data)).toBe(true);
  });

  test('a root that is forbidden or fails leaves its siblings', async () => {
    const { through, simulator } = await startWorld(gateway);
    simulator.fail({ action: 'getAllProfiles', kind: 'serverError' });
    const { data, errors } = await through(NO_LEADS).query(
      '{ outboundCalls { totalCount } profiles { profileId } portfolios { code } campaigns { name } }',
    );
    expect(data).toMatchObject({
      outboundCalls: null,
      profiles: null,
      portfolios: expect.arrayContaining([{ code: expect.any(String) }]),
      campaigns: expect.arrayContaining([{ name: expect.any(String) }]),
    });
    expect(new Set(errors.map(({ extensions }) => extensions['code']))).toEqual(
      new Set(['FORBIDDEN', 'DIALER_UNAVAILABLE']),
    );
  });

  test("the dialer's failures come through with code, action and whether to try again", async () => {
    const { through, simulator } = await startWorld(gateway);
    simulator.fail({ action: 'getAllPortfolios', kind: 'serverError' });
    const { data, errors } = await through().query(
      '{ agenda { portfolio { code name owner } campaign { name } } agents(first: 1) { nodes { name portfolios { name } } } }',
    );
    expect(data).toMatchObject({
      agenda: { portfolio: { name: null }, campaign: { name: expect.any(String) } },
      agents: { nodes: [{ name: expect.any(String) }] },
    });
    for (const error of errors.map(summary)) {
      expect(error).toMatchObject({
        code: 'DIALER_UNAVAILABLE',
        action: 'getAllPortfolios',
        retryable: true,
      });
    }
    expect(errors.length).toBeGreaterThanOrEqual(2);
  });
});

const bearer = (key: string) => ({ authorization: `Bearer ${key}` });

describe('subscriptions', { timeout: 2 * MOST_MS }, () => {
  const COUNTS = 'subscription { agentCounts { live ready inCall paused } }';

  test('go through the Hive gateway over server-sent events, until the client leaves', async () => {
    const { url, simulator } = await startWorld('Hive');
    const client = await subscribe(url, { query: COUNTS, headers: bearer(ALL) });
    expect(client.response.headers.get('content-type')).toMatch(/^text\/event-stream/);
    // The floor of the simulator moves by itself.
    await expect.poll(() => client.results().length, { timeout: 30_000 }).toBeGreaterThan(1);
    expect(client.results()[0]).toMatchObject({
      data: { agentCounts: { live: expect.any(Number) } },
      errors: [],
    });
    client.leave();
    const polls = (): number => simulator.counts()['getAgentStatus'] ?? 0;
    await expect
      .poll(
        async () => {
          const before = polls();
          await new Promise((resolve) => setTimeout(resolve, 1200));
          return polls() - before;
        },
        { timeout: 30_000 },
      )
      .toBe(0);
  });

  test("are asked for the caller's key by this server", async () => {
    const { url } = await startWorld('Hive');
    const client = await subscribe(url, { query: COUNTS, headers: bearer('no-key-of-ours') });
    await client.ended;
    expect(client.results().flatMap(({ errors }) => errors)).not.toEqual([]);
    expect(client.results().every(({ data }) => hasNoData(data))).toBe(true);
  });

  test("are refused by Apollo's gateway in JavaScript", async () => {
    const { url } = await startWorld('Apollo');
    const { data, errors } = await clientOf(url, bearer(ALL)).query(COUNTS);
    expect(errors).not.toEqual([]);
    expect(hasNoData(data)).toBe(true);
  });
});
