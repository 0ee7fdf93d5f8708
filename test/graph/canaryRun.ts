/**
 * Everything the server says under load and faults, answers, errors and log lines alike, is searched for every secret
 * the dialer knows, in whatever form it may be written.
 */
import { expect, onTestFinished } from 'vitest';
import { SCOPES } from '../../src/access/viewer.ts';
import { startSimulator, type Fault } from '../../src/simulator/server.ts';
import { randomOf } from '../support/callDay.ts';
import { formsOfAll, secretsIn } from '../support/canary.ts';
import { centreLiterals } from '../support/centreLiterals.ts';
import { randomOperation } from '../support/randomOperation.ts';
import { everythingQuery, leaves } from '../support/schemaFields.ts';
import { scopesWithout, startViewedApi, viewer } from '../support/viewers.ts';

const AGENTS = 24;
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

export interface CanaryRun {
  /** How many calls the simulated centre makes a day. */
  readonly callsPerDay: number;
  /** How often many calls are asked for, before the faults and after them. */
  readonly rounds: number;
  /** How many random operations each viewer puts under each fault. */
  readonly operations: number;
  /** How many of the secrets the faults print: the dialer's password, the carrier's token, one of an agent. */
  readonly printed: number;
}

/** What was found in all that was said. */
export interface CanaryFindings {
  readonly secrets: readonly string[];
  /** SQL and PHP, which tell of the dialer's inside. */
  readonly inside: boolean;
  readonly bytes: number;
  readonly errors: number;
  readonly logLines: number;
  /** All figures in a line. */
  readonly figures: string;
}

/** Asks under faults for all there is, and searches answers and log. It cleans up after the test that calls it. */
export async function searchAllThatIsSaid({
  callsPerDay,
  rounds,
  operations,
  printed,
}: CanaryRun): Promise<CanaryFindings> {
  const simulator = await startSimulator({ agents: AGENTS, callsPerDay });
  onTestFinished(() => simulator.close());
  const api = await startViewedApi(simulator, {
    MAX_CALLS_PER_OPERATION: '1000000',
    LOG_LEVEL: 'trace',
    LOOKUPS_PER_MINUTE: '50',
    VOXO_URL: simulator.url,
    VOXO_TOKEN: simulator.voxoToken,
    VOXO_TENANT_ID: '1',
  });
  const secrets = [
    simulator.pass,
    simulator.voxoToken,
    ...simulator.centre.agents.flatMap((agent) => Object.values(agent.secrets)),
  ];
  const forms = formsOfAll(secrets);
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
  for (let round = 0; round < rounds; round += 1) await ask(MANY_CALLS);
  for (const fault of secrets.slice(0, printed).flatMap(faults)) {
    simulator.clear();
    simulator.fail(fault);
    await ask(ALL_ACCOUNTS);
    await ask(everythingQuery());
    for (let times = 0; times < operations; times += 1) await ask(randomOperation(chance, literals, 4));
    await ask(`{ agent(username: "${simulator.pass}") { name live { state } } }`);
  }
  simulator.clear();
  for (let round = 0; round < rounds; round += 1) await ask(MANY_CALLS);

  const everything = [...said, ...api.log];
  const bytes = everything.reduce((sum, text) => sum + text.length, 0);
  return {
    secrets: everything.flatMap((text) => secretsIn(text, forms)),
    inside: /SELECT \* FROM|mysqli/.test(everything.join('\n')),
    bytes,
    errors,
    logLines: api.log.length,
    figures: `${bytes} characters in ${said.length} answers and ${api.log.length} log lines, ${errors} errors, ${new Set(secrets).size} secrets`,
  };
}
