/**
 * Everything the server says under load and faults, answers, errors and log lines alike, is searched for every secret
 * the dialer knows, in whatever form it may be written.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SCOPES } from '../../src/access/viewer.ts';
import { startSimulator, type Fault, type Simulator } from '../../src/simulator/server.ts';
import { randomOf } from '../support/callDay.ts';
import { formsOf, formsOfAll, secretsIn } from '../support/canary.ts';
import { centreLiterals } from '../support/centreLiterals.ts';
import { randomOperation } from '../support/randomOperation.ts';
import { everythingQuery, leaves } from '../support/schemaFields.ts';
import { scopesWithout, startViewedApi, viewer, type ViewedApi } from '../support/viewers.ts';

const AGENTS = 24;
const closers: (() => Promise<void>)[] = [];
let simulator: Simulator;
let api: ViewedApi;
let secrets: ReadonlyMap<string, readonly string[]>;

beforeAll(async () => {
  simulator = await startSimulator({ agents: AGENTS, callsPerDay: 1500 });
  api = await startViewedApi(
    simulator,
    {
      MAX_CALLS_PER_OPERATION: '1000000',
      LOG_LEVEL: 'trace',
      LOOKUPS_PER_MINUTE: '50',
      VOXO_URL: simulator.url,
      VOXO_TOKEN: simulator.voxoToken,
      VOXO_TENANT_ID: '1',
    },
    (close) => closers.push(close),
  );
  secrets = formsOfAll([
    simulator.pass,
    simulator.voxoToken,
    ...simulator.centre.agents.flatMap((agent) => Object.values(agent.secrets)),
  ]);
});

afterAll(async () => {
  await Promise.all(closers.map((close) => close()));
  await simulator.close();
});

const VIEWERS = [
  viewer(SCOPES),
  viewer(scopesWithout('pii:read')),
  viewer(SCOPES, ['CSC']),
  viewer(['calls:read']),
];

const ALL_ACCOUNTS = `{ agents(status: ANY, first: 1000) { nodes { username account { ${leaves('AgentAccount')} customFields { name value } } productivity { sales } } } }`;
const MANY_CALLS = `{ calls(first: 1000) { nodes { id startedAt agentUsername contactNumber vendorLeadCode disposition leadId carrierMatch { confidence carrierCall { id callerNumber } } ... on OutboundCall { ${leaves('OutboundCall')} } } } }`;

const faults = (pass: string): readonly Fault[] => [
  { kind: 'phpWarning' },
  { kind: 'refusal', body: `{"result":"error","message":"login of ${pass} failed: SELECT * FROM x"}` },
  { kind: 'refusal', body: `<br />\n<b>Warning</b>: mysqli(${pass}) in <b>x.php</b>` },
  { kind: 'refusal', body: `{"result":"success","data":{"rows":[{"user":["${pass}"]}],"pass":"${pass}"}}` },
  { kind: 'truncatedJson' },
  { kind: 'badGateway' },
  { kind: 'halfBody', times: 3 },
];

test('nothing that is said in ten megabytes holds a secret', { timeout: 120_000 }, async ({ annotate }) => {
  const random = randomOf(99);
  const chance = { upTo: (most: number) => Math.floor(random() * (most + 1)) };
  const literals = centreLiterals(simulator.centre);
  const said: string[] = [];
  let errors = 0;
  const ask = async (document: string): Promise<void> => {
    const asked = VIEWERS.map(async (who) => api.as(who).query(document));
    for (const answer of await Promise.all(asked)) {
      said.push(answer.text);
      errors += answer.errors.length;
    }
  };
  await ask(ALL_ACCOUNTS);
  expect(simulator.counts()['getUserInfo']).toBeGreaterThanOrEqual(AGENTS);
  await ask(everythingQuery());
  for (let round = 0; round < 6; round += 1) await ask(MANY_CALLS);
  for (const fault of [
    ...faults(simulator.pass),
    ...faults(simulator.voxoToken),
    ...faults([...secrets.keys()][2] ?? ''),
  ]) {
    simulator.clear();
    simulator.fail(fault);
    await ask(ALL_ACCOUNTS);
    await ask(everythingQuery());
    for (let times = 0; times < 12; times += 1) await ask(randomOperation(chance, literals, 4));
    await ask(`{ agent(username: "${simulator.pass}") { name live { state } } }`);
  }
  simulator.clear();
  for (let round = 0; round < 4; round += 1) await ask(MANY_CALLS);

  const everything = [...said, ...api.log];
  const bytes = everything.reduce((sum, text) => sum + text.length, 0);
  await annotate(
    `${bytes} characters in ${said.length} answers and ${api.log.length} log lines, ${errors} errors, ${secrets.size} secrets`,
  );
  expect(everything.flatMap((text) => secretsIn(text, secrets))).toEqual([]);
  expect(everything.join('\n')).not.toMatch(/SELECT \* FROM|mysqli/);
  expect(bytes).toBeGreaterThan(10_000_000);
  expect(errors).toBeGreaterThan(300);
  expect(api.log.length).toBeGreaterThan(50);
});

describe('a secret would be found', () => {
  const SECRET = 'pw-ü"<secret>/+7';
  const forms = formsOfAll([SECRET]);

  test.each(formsOf(SECRET).map((form) => [form]))('as %s', (form) => {
    expect(secretsIn(`${'x'.repeat(1000)}${form}${'y'.repeat(1000)}`, forms)).toEqual([SECRET]);
  });

  test.each([0, 1, 2, 3, 4])('in base64 with %i letters in front', (before) => {
    const text = Buffer.from(`${'a'.repeat(before)}${SECRET}zzzz`).toString('base64');
    expect(secretsIn(text, forms)).toEqual([SECRET]);
  });

  test('and nothing else is taken for one', () => {
    expect(secretsIn('pw-u"<secret>/+7 and much more of that kind', forms)).toEqual([]);
  });
});
