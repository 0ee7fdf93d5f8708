import { inspect } from 'node:util';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ENDPOINTS, type ActionName } from '../../../src/upstream/endpoints.ts';
import {
  UpstreamBadResponse,
  UpstreamError,
  UpstreamRefused,
  UpstreamUnauthorized,
  UpstreamUnavailable,
} from '../../../src/upstream/errors.ts';
import { Table } from '../../../src/upstream/wire/reading/table.ts';
import { isObject } from '../../../src/upstream/wire/wire.ts';
import { startScriptedServer, type ScriptedServer } from '../../support/scriptedServer.ts';
import { runs, some } from '../../support/samples.ts';
import { ASK } from '../asking.ts';
import { notice, refusal, success } from '../leadLines.ts';
import { recordedBody, recordings, type Exchange } from '../recordings.ts';
import { bodyOf } from '../transcripts.ts';
import { upstreamOf, type LoggedFacts } from '../upstreamOf.ts';

let server: ScriptedServer;
beforeAll(async () => {
  server = await startScriptedServer();
});
afterAll(() => server.close());

type Asked = { readonly model: unknown } | { readonly error: unknown };

/** One exchange, replayed byte for byte to one action of the real client. */
async function replay(exchange: Exchange, action: ActionName): Promise<Asked & { logged: LoggedFacts[] }> {
  server.answer(action, exchange);
  const { client, logged } = upstreamOf(server.url, { pauses: { retryMs: 1 } });
  try {
    return { model: await ASK[action](client), logged };
  } catch (error) {
    return { error, logged };
  } finally {
    await client.close();
  }
}

/** The action a recording is read with: its own, or the one that stands for it at the dialer. */
const NEAREST: Readonly<Record<string, ActionName>> = {
  gogetallusers: 'goGetAllUsers',
  goGetUserInfo: 'getUserInfo',
  goGetCampaignInfo: 'getCampaignInfo',
  goGetAllLeadsOnHopper: 'getLeadsOnHopper',
  goGetAgentTimeDetails: 'exportAgentReport',
  goGetPerformanceDetails: 'exportAgentReport',
  goGetAgentsPerformanceForMD: 'exportAgentReport',
  goExportAgentDetails: 'exportAgentReport',
  goExportCallReport: 'outbound_cdr',
  goGetDispoStats: 'outbound_cdr',
  goGetCallDetail: 'agent_cdr',
  goGetInboundReport: 'inbound_cdr',
  goGetSalesAgent: 'agent_calls_report',
  goGetStatisticalReports: 'inbound_summary_stats',
  goGetDashboardCounters: 'getAgentStatus',
  goGetTotalActiveAgents: 'getAgentStatus',
  goGetTotalNumberOfAgents: 'getAgentStatus',
  goGetTotalAgentsOnline: 'goGetTotalAgentsCall',
  goGetTotalAgentsWaitCalls: 'goGetTotalAgentsCall',
  goGetOnlineAgents: 'getLiveAgentInfo',
  goGetRealtimeAgentsMonitoring: 'getLiveAgentInfo',
  goGetOfflineActiveAgents: 'goGetAllUsers',
  envelope: 'goGetAllUsers',
};

const isAction = (name: string): name is ActionName => Object.hasOwn(ENDPOINTS, name);

function actionOf(recording: string): ActionName {
  if (recording.startsWith('vicidial/')) return 'add_lead';
  const name = recording.slice('goautodial/'.length).replace(/--.*$/, '');
  const action = isAction(name) ? name : NEAREST[name];
  if (!action) throw new Error(`No action stands for ${name}.`);
  return action;
}

type Outcome =
  | 'model'
  | 'nothing'
  | 'login refused'
  | 'not permitted'
  | 'refused'
  | 'unavailable'
  | 'bad response';

/** What every recording must come to, by its own body and status. */
const EXPECTED: Readonly<Record<Outcome, readonly string[]>> = {
  model: [
    'goautodial/goGetAllCalltimes--display-errors-on',
    'goautodial/goGetAllCalltimes--success',
    'goautodial/goGetAllCalltimes--success-get',
    'goautodial/goGetAllCampaigns--level8-ops',
    'goautodial/goGetAllCampaigns--success',
    'goautodial/goGetAllLeadsOnHopper--display-errors-on',
    'goautodial/goGetAllLeadsOnHopper--success',
    'goautodial/goGetAllUsers--compat-success',
    'goautodial/goGetAllUsers--inactive-user',
    'goautodial/goGetAllUsers--only_inactives',
    'goautodial/goGetAllUsers--password-wrong-case',
    'goautodial/goGetAllUsers--session-user-unknown',
    'goautodial/goGetAllUsers--success',
    'goautodial/goGetAllUsers--success-get',
    'goautodial/goGetCalltimeInfo--24hours',
    'goautodial/goGetCalltimeInfo--display-errors-on',
    'goautodial/goGetCalltimeInfo--level8-ops',
    'goautodial/goGetCalltimeInfo--success-get',
    'goautodial/goGetCampaignInfo--compat-level8-ops',
    'goautodial/goGetCampaignInfo--display-errors-on',
    'goautodial/goGetCampaignInfo--html-and-accents',
    'goautodial/goGetCampaignInfo--level8-ops',
    'goautodial/goGetCampaignInfo--not-in-go_campaigns',
    'goautodial/goGetCampaignInfo--success-get',
    'goautodial/goGetCustomerInfo--agent-level1',
    'goautodial/goGetCustomerInfo--compat-success',
    'goautodial/goGetCustomerInfo--compat-success-nulls-no-custom-table',
    'goautodial/goGetCustomerInfo--display-errors-on',
    'goautodial/goGetCustomerInfo--hash-as-password',
    'goautodial/goGetCustomerInfo--locked-right-password',
    'goautodial/goGetCustomerInfo--success',
    'goautodial/goGetTotalAgentsCall--display-errors-on',
    'goautodial/goGetTotalAgentsCall--level8-ops',
    'goautodial/goGetTotalAgentsCall--success',
    'goautodial/goGetTotalAgentsCall--success-get',
    // The same envelope around another count.
    'goautodial/goGetTotalAgentsWaitCalls--near-name',
    'vicidial/add_lead--error--DUPCAMP',
    'vicidial/add_lead--error--DUPLIST-DUPTITLEALTPHONELIST',
    'vicidial/add_lead--error--DUPNAMEPHONECAMP',
    'vicidial/add_lead--error--DUPNAMEPHONESYS',
    'vicidial/add_lead--error--DUPPHONEALT-many-matches',
    'vicidial/add_lead--error--DUPPHONEALTCAMP',
    'vicidial/add_lead--error--DUPPHONEALTLIST-alt',
    'vicidial/add_lead--error--DUPPHONEALTSYS',
    'vicidial/add_lead--error--DUPPHONEALTSYS-alt',
    'vicidial/add_lead--error--DUPSYS',
    'vicidial/add_lead--error--DUPSYS90DAY',
    'vicidial/add_lead--error--DUPTITLEALTPHONELIST',
    'vicidial/add_lead--error--DUPTITLEALTPHONESYS',
    'vicidial/add_lead--error--campaign-dnc',
    'vicidial/add_lead--error--dnc-areacode',
    'vicidial/add_lead--error--duplicate-lowercase',
    'vicidial/add_lead--error--function-not-allowed',
    'vicidial/add_lead--error--level7',
    'vicidial/add_lead--error--list-exists-check-lowercase',
    'vicidial/add_lead--error--list-not-defined',
    'vicidial/add_lead--error--nanpa-prefix',
    'vicidial/add_lead--error--phone-letters',
    'vicidial/add_lead--error--phone-missing',
    'vicidial/add_lead--error--phone-too-short',
    'vicidial/add_lead--error--phone-with-comma',
    'vicidial/add_lead--error--user-group-does-not-exist',
    'vicidial/add_lead--many-notices',
    'vicidial/add_lead--notice--callback-anyone',
    'vicidial/add_lead--notice--callback-anyone-space',
    'vicidial/add_lead--notice--callback-campaign-missing',
    'vicidial/add_lead--notice--callback-garbage-datetime',
    'vicidial/add_lead--notice--callback-now-useronly',
    'vicidial/add_lead--notice--callback-user-invalid',
    'vicidial/add_lead--notice--custom-fields-added',
    'vicidial/add_lead--notice--custom-fields-added-empty',
    'vicidial/add_lead--notice--custom-fields-no-fields-defined',
    'vicidial/add_lead--notice--custom-fields-none-for-list',
    'vicidial/add_lead--notice--hopper-undefined-list',
    'vicidial/add_lead--notice--multi-alt-phones',
    'vicidial/add_lead--notice--multi-alt-phones-one',
    'vicidial/add_lead--notice--nanpa-not-loaded',
    'vicidial/add_lead--query-wins-over-body',
    'vicidial/add_lead--race--8-parallel-same-phone-DUPSYS',
    'vicidial/add_lead--success--accents-and-symbols',
    'vicidial/add_lead--success--accents-use_non_latin-on',
    'vicidial/add_lead--success--alt-phone-dirty',
    'vicidial/add_lead--success--areacode-valid-but-11-digits',
    'vicidial/add_lead--success--duplicate-unknown-option',
    'vicidial/add_lead--success--hopper',
    'vicidial/add_lead--success--hopper-local-time-ok',
    'vicidial/add_lead--success--list-allowed',
    'vicidial/add_lead--success--list-undefined-no-check',
    'vicidial/add_lead--success--lookup-state',
    'vicidial/add_lead--success--minimal',
    'vicidial/add_lead--success--minimal-get',
    'vicidial/add_lead--success--phone-code-52',
    'vicidial/add_lead--success--phone-with-punctuation',
    'vicidial/display_errors-on--add_lead--hopper',
    'vicidial/error--no-source',
    'vicidial/error--source-one-char',
    'vicidial/success--source-long',
  ],
  nothing: [
    // A count that is null because its query failed (with exceptions on, the same call is an empty 500): a figure that
    // was not sent is null.
    'goautodial/goGetTotalAgentsOnline--compat-near-name',
    'goautodial/goGetAllLeadsOnHopper--empty-hopper',
    'goautodial/goGetCalltimeInfo--unknown-id',
    'goautodial/goGetCampaignInfo--unknown-id',
    'goautodial/goGetCustomerInfo--compat-lead-not-a-number',
  ],
  'login refused': [
    'goautodial/envelope--empty-post',
    'goautodial/envelope--json-body',
    'goautodial/goGetAllCalltimes--bad-password',
    'goautodial/goGetAllCampaigns--bad-password',
    'goautodial/goGetAllLeadsOnHopper--bad-password',
    'goautodial/goGetAllUsers--bad-password',
    'goautodial/goGetAllUsers--missing-credentials',
    'goautodial/goGetAllUsers--missing-password',
    'goautodial/goGetAllUsers--unknown-user',
    'goautodial/goGetCampaignInfo--bad-password',
    'goautodial/goGetCustomerInfo--locked',
    'goautodial/goGetCustomerInfo--unknown-user',
    'vicidial/error--bad-password',
    'vicidial/error--empty-get',
    'vicidial/error--json-body',
    'vicidial/error--locked-after-10-bad-logins',
    'vicidial/error--missing-user-and-pass',
    'vicidial/error--no-credentials',
    'vicidial/error--unknown-user',
  ],
  'not permitted': [
    'goautodial/goGetAllCalltimes--level1-user',
    'goautodial/goGetAllCampaigns--level1-user',
    'goautodial/goGetAllCampaigns--pass-hash-mismatch',
    'goautodial/goGetAllLeadsOnHopper--level8-ops',
    'goautodial/goGetAllLeadsOnHopper--pass-hash-mismatch',
    'goautodial/goGetAllUsers--level1-user',
    'goautodial/goGetCalltimeInfo--level1-user',
    'goautodial/goGetCampaignInfo--compat-level1-user',
    'goautodial/goGetTotalAgentsCall--level1-user',
    'goautodial/goGetTotalAgentsCall--pass-hash-mismatch',
  ],
  refused: [
    'goautodial/agent_calls_report--documented-name-absent',
    'goautodial/agent_cdr--documented-name-absent',
    'goautodial/envelope--empty-goAction',
    'goautodial/envelope--goAction-in-query-and-body',
    'goautodial/envelope--missing-goAction',
    'goautodial/envelope--path',
    'goautodial/exportAgentReport--documented-name-absent',
    'goautodial/getAgentStatus--documented-name-absent',
    'goautodial/getAllPortfolios--documented-name-absent',
    'goautodial/getCampaignInfo--documented-name-absent',
    'goautodial/getLeadsOnHopper--documented-name-absent',
    'goautodial/getUserInfo--documented-name-absent',
    'goautodial/goGetAllCalltimes--no-session-user',
    'goautodial/goGetAllCampaigns--bad-responsetype',
    'goautodial/goGetAllCampaigns--no-session-user',
    'goautodial/goGetAllLeadsOnHopper--bad-responsetype',
    'goautodial/goGetAllLeadsOnHopper--missing-campaign',
    'goautodial/goGetAllLeadsOnHopper--no-session-user',
    'goautodial/goGetAllUsers--bad-responsetype',
    'goautodial/goGetAllUsers--no-session-user',
    'goautodial/goGetAllUsers--responsetype-uppercase',
    'goautodial/goGetCalltimeInfo--bad-responsetype',
    'goautodial/goGetCalltimeInfo--no-session-user',
    'goautodial/goGetCampaignInfo--missing-id',
    'goautodial/goGetCampaignInfo--no-session-user',
    'goautodial/goGetCustomerInfo--bad-responsetype',
    'goautodial/goGetCustomerInfo--documented-params',
    'goautodial/goGetCustomerInfo--missing-lead',
    'goautodial/goGetInboundReport--missing-campaign',
    'goautodial/goGetTotalAgentsCall--bad-responsetype',
    'goautodial/goGetTotalAgentsCall--no-session-user',
    'goautodial/goGetUserInfo--compat-no-session-user',
    'goautodial/goGetUserInfo--missing-user',
    'goautodial/gogetallusers--wrong-case',
    'goautodial/inbound_summary_stats--documented-name-absent',
    'goautodial/outbound_cdr--documented-name-absent',
  ],
  unavailable: [
    'goautodial/goExportAgentDetails--compat-near-name',
    'goautodial/goExportCallReport--compat-near-name',
    'goautodial/goExportCallReport--near-name',
    'goautodial/goGetAgentsPerformanceForMD--near-name',
    'goautodial/goGetAllUsers--compat-level8-ops',
    'goautodial/goGetAllUsers--database-refuses-connection-display-errors-on',
    'goautodial/goGetAllUsers--database-refuses-connection-errors-off',
    'goautodial/goGetAllUsers--too-many-connections-compat',
    'goautodial/goGetAllUsers--too-many-connections-errors-off',
    'goautodial/goGetCallDetail--near-name',
    'goautodial/goGetCustomerInfo--database-refuses-connection-compat',
    'goautodial/goGetCustomerInfo--database-refuses-connection-display-errors-on',
    'goautodial/goGetCustomerInfo--lead-not-a-number',
    'goautodial/goGetCustomerInfo--success-nulls',
    'goautodial/goGetCustomerInfo--too-many-connections-display-errors-on',
    'goautodial/goGetCustomerInfo--too-many-connections-errors-off',
    'goautodial/goGetCustomerInfo--unknown-lead',
    'goautodial/goGetDashboardCounters--compat-near-name',
    'goautodial/goGetSalesAgent--near-name',
    'goautodial/goGetStatisticalReports--compat-near-name',
    'goautodial/goGetTotalActiveAgents--compat-near-name',
    'goautodial/goGetTotalActiveAgents--near-name',
    'goautodial/goGetTotalAgentsOnline--near-name',
    'goautodial/goGetUserInfo--bad-responsetype',
    'goautodial/goGetUserInfo--compat-level1-user',
    'goautodial/goGetUserInfo--compat-user-array',
    'goautodial/goGetUserInfo--level1-user',
    'goautodial/goGetUserInfo--no-responsetype',
    'goautodial/goGetUserInfo--pass-hash-mismatch',
    'goautodial/goGetUserInfo--success',
    'goautodial/goGetUserInfo--success-get',
    'vicidial/add_lead--error--DUPNAMEPHONE-apostrophe',
    'vicidial/error--database-refuses-connection-compat',
    'vicidial/error--database-refuses-connection-errors-off',
    'vicidial/error--too-many-connections-display-errors-on',
    'vicidial/error--too-many-connections-errors-off',
  ],
  'bad response': [
    'goautodial/envelope--unknown-module',
    'goautodial/goGetAgentTimeDetails--all-campaigns',
    'goautodial/goGetAgentTimeDetails--near-name',
    'goautodial/goGetAllCalltimes--no-responsetype',
    'goautodial/goGetAllCalltimes--success-xml',
    'goautodial/goGetAllCampaigns--success-xml',
    'goautodial/goGetAllLeadsOnHopper--success-xml',
    'goautodial/goGetCalltimeInfo--no-responsetype',
    'goautodial/goGetCalltimeInfo--success-xml',
    'goautodial/goGetCampaignInfo--success-xml',
    'goautodial/goGetCustomerInfo--no-responsetype',
    'goautodial/goGetCustomerInfo--xml',
    'goautodial/goGetDispoStats--near-name',
    'goautodial/goGetOfflineActiveAgents--near-name',
    'goautodial/goGetOnlineAgents--compat-near-name',
    'goautodial/goGetPerformanceDetails--near-name',
    'goautodial/goGetRealtimeAgentsMonitoring--near-name',
    'goautodial/goGetTotalAgentsCall--success-xml',
    'goautodial/goGetTotalNumberOfAgents--near-name',
    // The ancestor's goGetUserInfo has another shape than the dialer's getUserInfo.
    'goautodial/goGetUserInfo--compat-level8-ops',
    'goautodial/goGetUserInfo--compat-user-AGENT003',
    'goautodial/goGetUserInfo--compat-user-MyUser',
    'goautodial/goGetUserInfo--compat-user-agent001',
    'goautodial/goGetUserInfo--compat-user-agent002',
    'goautodial/goGetUserInfo--compat-user-agent005',
    'goautodial/goGetUserInfo--compat-user_id',
    'goautodial/goGetUserInfo--compat-xml',
    'goautodial/goGetUserInfo--filter-userInfo-online-agent',
    'vicidial/coffee--418',
    'vicidial/version--success',
  ],
};

const isNothing = (model: unknown): boolean =>
  model === null || (model instanceof Table && model.rows.length === 0 && model.unreadable.length === 0);

function outcomeOf(asked: Asked): Outcome {
  if ('model' in asked) return isNothing(asked.model) ? 'nothing' : 'model';
  const { error } = asked;
  if (error instanceof UpstreamUnauthorized) return error.loginRefused ? 'login refused' : 'not permitted';
  if (error instanceof UpstreamRefused) return 'refused';
  if (error instanceof UpstreamUnavailable) return 'unavailable';
  if (error instanceof UpstreamBadResponse) return 'bad response';
  throw error;
}

/** What the error of an outcome says of itself. That a request was sent matters to a write. */
const ERRORS: Readonly<Record<Exclude<Outcome, 'model' | 'nothing'>, object>> = {
  'login refused': { code: 'DIALER_UNAUTHORIZED', retryable: false, loginRefused: true },
  'not permitted': { code: 'DIALER_UNAUTHORIZED', retryable: false, loginRefused: false },
  refused: { code: 'DIALER_REFUSED', retryable: false, absent: undefined },
  unavailable: { code: 'DIALER_UNAVAILABLE', retryable: true, sent: true },
  'bad response': { code: 'DIALER_BAD_RESPONSE', retryable: false },
};

const table = Object.entries(EXPECTED).flatMap(([outcome, names]) =>
  names.map((name) => ({ name, outcome })),
);
const outcomes = new Map(table.map(({ name, outcome }) => [name, outcome]));

describe('every recording, replayed to the action it belongs to', () => {
  test('is in the table once', () => {
    expect(table.map(({ name }) => name).sort()).toEqual(recordings.map(({ name }) => name).sort());
  });

  test.each(recordings)('$name', async ({ name, exchanges }) => {
    const expected = outcomes.get(name);
    for (const exchange of exchanges) {
      const asked = await replay(exchange, actionOf(name));
      const outcome = outcomeOf(asked);
      expect(outcome).toBe(expected);
      if (outcome === 'model' || outcome === 'nothing') continue;
      expect(asked).toMatchObject({
        error: { ...ERRORS[outcome], asked: { upstream: 'DIALER', action: actionOf(name) } },
      });
    }
  });
});

/** Each answer once, under the name of the first recording that holds it. */
const distinct = [
  ...new Map(
    recordings
      .flatMap(({ name, exchanges }) => exchanges.map((exchange) => ({ name, exchange })))
      .toReversed()
      .map((item) => [`${item.exchange.status} ${item.exchange.body}`, item]),
  ).values(),
].toReversed();

/** The words of a refusal are for the log at debug. They have an allow-list, and a test of their own. */
const withoutWords = (key: string, value: unknown): unknown => (key === 'words' ? undefined : value);

/** Nothing an answer said is in what its error says or in what was logged. */
function expectSilence(body: string, action: string, asked: Asked & { logged: LoggedFacts[] }): void {
  const said = [
    ...('error' in asked && asked.error instanceof Error
      ? [asked.error.message, String(asked.error), JSON.stringify(asked.error)]
      : []),
    ...asked.logged.map((line) => JSON.stringify(line, withoutWords)),
  ];
  const shown = 'error' in asked ? [...said, inspect(asked.error, { depth: 10 })] : said;
  const inside = /WrongPass|MyPass|MyUser|SELECT|vicidial_|<\w+>.*<\//;
  expect(shown.filter((line) => inside.test(line))).toEqual([]);
  const quotes: string[] = [];
  for (const line of said) {
    // The names of the action and of the members it reads are ours to say, though some answers say them too.
    for (const part of line.split(action).flatMap((rest) => rest.split(/[\w.+]+(?=: expected)/))) {
      for (let start = 0; start + 16 <= part.length; start += 1) {
        const quoted = part.slice(start, start + 16);
        if (body.includes(quoted)) quotes.push(`"${quoted}" of the answer is in: ${line}`);
      }
    }
  }
  expect(quotes).toEqual([]);
}

describe('every recording, replayed to every action', () => {
  const dialerActions = Object.values(ENDPOINTS).filter(({ transport }) => transport !== 'voxo');
  const emptied = dialerActions.filter((endpoint) => 'nothing' in endpoint).map(({ name }) => name);

  /** A refusal about one thing is an answer to those that look such a thing up; to a list it is a refusal. */
  const LOOK_UPS: Readonly<Record<string, readonly ActionName[]>> = {
    'goautodial/goGetCalltimeInfo--unknown-id': ['goGetCalltimeInfo'],
    'goautodial/goGetCampaignInfo--unknown-id': ['getCampaignInfo', 'getLeadsOnHopper'],
    'goautodial/goGetCustomerInfo--compat-lead-not-a-number': ['goGetCustomerInfo'],
  };

  /** The actions that may take an answer for a success, or for an empty one. */
  function takers({ name, exchange }: (typeof distinct)[number]): readonly string[] {
    // `data` is null, which is how the ancestors print a query without rows.
    if (exchange.body === '{"result":"success","data":null}') {
      // So a record is none, a figure is null. Counters there always are.
      return [...emptied, 'goGetTotalAgentsCall'].filter(
        (action) => action !== 'goGetCalltimeInfo' && action !== 'goGetCustomerInfo',
      );
    }
    if (outcomes.get(name) === 'nothing') return LOOK_UPS[name] ?? emptied;
    return outcomes.get(name) === 'model' ? [actionOf(name)] : [];
  }

  test.each(some(distinct, 4))('$name is taken for nothing else', async ({ name, exchange }) => {
    const took: string[] = [];
    for (const { name: action } of dialerActions) {
      const asked = await replay(exchange, action);
      if ('model' in asked) took.push(action);
      else if (!(asked.error instanceof UpstreamError)) throw asked.error;
      expectSilence(exchange.body, action, asked);
    }
    expect(took.sort()).toEqual([...takers({ name, exchange })].sort());
  });
});

const modelOnly = (asked: Asked): object => {
  if ('error' in asked) throw asked.error;
  return { model: asked.model };
};

describe('PHP warnings', () => {
  test.each([
    ['goautodial/goGetAllCalltimes--display-errors-on', 'goautodial/goGetAllCalltimes--success'],
    ['goautodial/goGetAllLeadsOnHopper--display-errors-on', 'goautodial/goGetAllLeadsOnHopper--success'],
    ['goautodial/goGetCalltimeInfo--display-errors-on', 'goautodial/goGetCalltimeInfo--success-get'],
    ['goautodial/goGetCampaignInfo--display-errors-on', 'goautodial/goGetCampaignInfo--success-get'],
    ['goautodial/goGetCustomerInfo--display-errors-on', 'goautodial/goGetCustomerInfo--success'],
    ['goautodial/goGetTotalAgentsCall--display-errors-on', 'goautodial/goGetTotalAgentsCall--success'],
  ])('%s reads as without them, and their number is logged', async (warned, plain) => {
    const action = actionOf(warned);
    const body = recordedBody(warned);
    const asked = await replay({ status: 200, body }, action);
    expect(asked).toMatchObject(
      await replay({ status: 200, body: recordedBody(plain) }, action).then(modelOnly),
    );
    const warnings = body.split('<b>Warning</b>').length - 1;
    expect(warnings).toBeGreaterThan(0);
    expect(linesBut(asked.logged)).toEqual([
      { facts: { action, warnings }, message: 'PHP warnings around an answer' },
    ]);
  });
});

/** What was logged beside the gaps: the ancestors lack much that the dialer has. */
const linesBut = (logged: readonly LoggedFacts[]): readonly LoggedFacts[] =>
  logged.filter(({ facts }) => !('gaps' in facts));

async function modelOf(name: string): Promise<unknown> {
  const asked = await replay({ status: 200, body: recordedBody(name) }, actionOf(name));
  if ('error' in asked) throw asked.error;
  expect(linesBut(asked.logged)).toEqual([]);
  return asked.model;
}

const user = (
  userId: number,
  username: string,
  name: string | null,
  level: number,
  { extension = null, active = true }: { extension?: string | null; active?: boolean } = {},
) => ({
  username,
  userId,
  name,
  extension,
  level,
  active,
  campaignId: null,
  campaignName: null,
  rank: null,
  profileRowId: null,
  portfolioCodes: null,
  permissions: {
    inbound: null,
    dialer: null,
    transfer: null,
    manualDialOnly: null,
    manualCalls: null,
  },
  transferGroups: null,
});

const campaign = (campaignId: string, name: string, dialMethod: string, active: boolean) => ({
  campaignId,
  name,
  dialer: null,
  answeringMachineDetection: null,
  listOrderMix: null,
  dialMethod,
  autoDialLevel: null,
  active,
});

const callTime = (callTimeId: string, name: string, windows: object[], userGroup = '---ALL---') => ({
  callTimeId,
  name,
  userGroup,
  windows,
});

describe('successes of the ancestors, field by field', () => {
  test('goGetAllUsers comes in columns, under names of its own', async () => {
    expect(await modelOf('goautodial/goGetAllUsers--success')).toStrictEqual({
      users: new Table([
        user(2001, 'agent001', 'Ana García Núñez', 1, { extension: '8001' }),
        user(2002, 'agent002', 'Bob "Bobby" O\'Brien', 1, { extension: '8002' }),
        user(2003, 'agent003', 'Carla Bold & Sons', 1, { extension: '8003' }),
        user(2004, 'agent004', 'Dario Paused', 1, { extension: '8004' }),
        user(2005, 'agent005', 'Eva Inactive', 1, { extension: '8005', active: false }),
        user(2006, 'Example.User1', null, 1),
        user(1010, 'GhostGroup', 'group does not exist', 8),
        user(1007, 'HashMismatch', 'pass ok, pass_hash differs', 9),
        user(1008, 'InactiveUser', 'Inactive but right password', 9, { active: false }),
        user(1004, 'Level7User', 'Level 7 user', 7),
        user(1002, 'Level8User', 'Level 8 API user', 8),
        user(1009, 'LockMe', 'to be locked', 9),
        user(1001, 'MyUser', 'API Service User', 9),
        user(1006, 'NoFunctionUser', 'Only version allowed', 8),
        user(1003, 'NoLeadsUser', 'Level 8 without modify_leads', 8),
        user(1005, 'RestrictedUser', 'List restricted', 8),
      ]),
      previewCampaigns: null,
    });
  });

  test('goGetAllCampaigns comes in columns and calls its id campaign_id', async () => {
    expect(await modelOf('goautodial/goGetAllCampaigns--success')).toStrictEqual(
      new Table([
        campaign('TESTCAMP', 'Test campaign', 'RATIO', true),
        campaign('COLLECT', 'Cobranza Méxicö & Sons', 'ADAPT_AVERAGE', true),
        campaign('12345678', 'SERVERS', 'MANUAL', false),
      ]),
    );
  });

  const DAYS = ['SUNDAY', 'MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY'];
  /** Seven days that inherit the default's hours. */
  const inherited = (opens: string | null, closes: string | null) =>
    DAYS.map((day) => ({ day, opens, closes, closed: opens === null, inherited: true }));
  const saturday = { day: 'SATURDAY', opens: '07:00', closes: '16:00', closed: false, inherited: false };

  test('goGetAllCalltimes', async () => {
    expect(await modelOf('goautodial/goGetAllCalltimes--success')).toStrictEqual(
      new Table([
        callTime('24hours', 'default 24 hours calling', inherited('00:00', '24:00')),
        callTime('9am-9pm', 'default 9am to 9pm calling', inherited('09:00', '21:00')),
        callTime('9am-5pm', 'default 9am to 5pm calling', inherited('09:00', '17:00')),
        callTime('12pm-5pm', 'default 12pm to 5pm calling', inherited('12:00', '17:00')),
        callTime('12pm-9pm', 'default 12pm to 9pm calling', inherited('12:00', '21:00')),
        callTime('5pm-9pm', 'default 5pm to 9pm calling', inherited('17:00', '21:00')),
        callTime('CLOSED', 'CLOSED', inherited(null, null)),
        callTime('7am6pm', '7am6pm', [...inherited('07:00', '18:00').slice(0, 6), saturday]),
        callTime('opsonly', 'OPS only', inherited('08:00', '20:00'), 'OPS'),
      ]),
    );
  });

  test('goGetCalltimeInfo', async () => {
    expect(await modelOf('goautodial/goGetCalltimeInfo--success-get')).toStrictEqual({
      callTimeId: '7am6pm',
      name: '7am6pm',
      userGroup: '---ALL---',
      windows: [...inherited('07:00', '18:00').slice(0, 6), saturday],
      comments: 'weekdays-example_7am6pm_7am4pm-Saturday',
      stateCallTimes: null,
      holidays: null,
      afterHoursAudio: DAYS.map(() => null),
    });
    expect(await modelOf('goautodial/goGetCalltimeInfo--24hours')).toStrictEqual({
      callTimeId: '24hours',
      name: 'default 24 hours calling',
      userGroup: '---ALL---',
      windows: inherited('00:00', '24:00'),
      comments: null,
      stateCallTimes: null,
      holidays: null,
      afterHoursAudio: DAYS.map(() => null),
    });
  });

  test('goGetCustomerInfo', async () => {
    expect(await modelOf('goautodial/goGetCustomerInfo--success')).toStrictEqual({
      leadId: '14246',
      listId: '101',
      status: 'PU',
      agentUsername: 'agent001',
      title: 'Lic',
      firstName: 'Bruno',
      middleInitial: 'M',
      lastName: 'Macías Peña',
      phoneNumber: '8004321000',
      altPhoneNumber: '5587654321',
      email: 'bruno@example.com',
      gender: 'UNDEFINED',
      dateOfBirth: '1825-10-23',
      address: {
        line1: 'Av. Reforma 123',
        line2: null,
        line3: null,
        city: 'Guadalajara',
        state: 'JA',
        province: 'Jalisco',
        postalCode: '44100',
        countryCode: 'MX',
      },
      comments: 'Se pidió "información" adicional!N\nsegunda línea',
      isCustomer: true,
      customFields: [
        { name: 'favorite_color', value: 'azul' },
        { name: 'loan_amount', value: '1500.50' },
      ],
    });
    expect(await modelOf('goautodial/goGetCustomerInfo--compat-success-nulls-no-custom-table')).toStrictEqual(
      {
        leadId: '14248',
        listId: '201',
        status: 'CALLBK',
        agentUsername: null,
        title: null,
        firstName: 'Eve',
        middleInitial: null,
        lastName: null,
        phoneNumber: '4155559876',
        altPhoneNumber: null,
        email: null,
        gender: 'FEMALE',
        dateOfBirth: null,
        address: {
          line1: null,
          line2: null,
          line3: null,
          city: null,
          state: 'CA',
          province: null,
          postalCode: null,
          countryCode: null,
        },
        comments: null,
        isCustomer: false,
        customFields: [],
      },
    );
  });

  test('goGetTotalAgentsCall', async () => {
    expect(await modelOf('goautodial/goGetTotalAgentsCall--success')).toBe(1);
    expect(await modelOf('goautodial/goGetTotalAgentsCall--level8-ops')).toBe(0);
  });

  test('the hopper comes in columns, and one list among them that is no column', async () => {
    const model = await modelOf('goautodial/goGetAllLeadsOnHopper--success');
    expect(model).toBeInstanceOf(Table);
    const rows = model instanceof Table ? model.rows : [];
    expect(rows).toHaveLength(10);
    expect(rows[0]).toStrictEqual({
      hopperId: '5001',
      leadId: '14247',
      lastLocalCallAt: null,
      vendorLeadCode: null,
      phoneNumber: '7275551111',
      state: 'FL',
      disposition: null,
      callCount: null,
      gmtOffset: -5,
      altDial: 'MAIN',
      listName: null,
      listId: '101',
      priority: 99,
      source: 'S',
    });
    expect(rows[9]).toMatchObject({
      hopperId: '5013',
      leadId: '14332',
      state: null,
      priority: 0,
      source: 'P',
    });
  });

  test('getCampaignInfo', async () => {
    expect(await modelOf('goautodial/goGetCampaignInfo--success-get')).toStrictEqual({
      campaignId: 'TESTCAMP',
      type: 'OUTBOUND',
      customFieldsLaunch: 'ONCALL',
      description: null,
      dialStatuses: ['NEW', 'CALLBK'],
      leadOrder: 'DOWN',
      hopperLevel: 100,
      nextAgentCall: 'longest_wait_time',
      callTimeId: '24hours',
      dialTimeoutSeconds: 30,
      dialPrefix: '9',
      callerId: '7275550000',
      script: null,
      recording: 'ALLFORCE',
      transferGroups: ['AGENTDIRECT'],
      dropCallSeconds: 5,
      dropAction: 'AUDIO',
      wrapUpSeconds: 0,
      wrapUpMessage: 'Wrapup Call',
      manualDialListId: '998',
      queuePriority: 50,
      defaultTransferGroup: '---NONE---',
      surveyMethod: 'AGENT_XFER',
      surveyDtmfDigits: '1238',
      surveyTransferExtension: '8300',
      useInternalDnc: false,
      manualDialTimeoutSeconds: null,
      threeWayCallerId: 'CAMPAIGN',
      threeWayDialPrefix: null,
      callbackDaysLimit: 0,
      lastCallAt: '2026-11-20 11:51:49',
    });
    expect(await modelOf('goautodial/goGetCampaignInfo--not-in-go_campaigns')).toMatchObject({
      campaignId: '12345678',
      type: null,
      customFieldsLaunch: null,
      lastCallAt: null,
    });
  });
});

describe("add_lead's lines", () => {
  test.each([
    [
      'vicidial/add_lead--many-notices',
      [
        notice('NANPA options disabled, NANPA prefix data not loaded', '0', 'MyUser'),
        success('LEAD HAS BEEN ADDED', '7275560030', '101', '14365', '-5', 'MyUser'),
        notice('MULTI-ALT-PHONE NUMBERS LOADED', '2', '14365', 'MyUser'),
        notice('CUSTOM FIELDS VALUES ADDED', '7275560030', '14365', '101', '1'),
        notice('ADDED TO HOPPER', '7275560030', '14365', '5017', 'MyUser'),
        notice(
          'SCHEDULED CALLBACK ADDED',
          '14365',
          'TESTCAMP',
          '2026-11-21 00:27:04',
          'ANYONE',
          '',
          'CALLBK',
        ),
      ],
    ],
    [
      'vicidial/add_lead--notice--multi-alt-phones',
      [
        success('LEAD HAS BEEN ADDED', '7275560017', '101', '14352', '-5', 'MyUser'),
        notice('MULTI-ALT-PHONE NUMBERS LOADED', '3', '14352', 'MyUser'),
      ],
    ],
    [
      'vicidial/add_lead--notice--callback-campaign-missing',
      [
        success('LEAD HAS BEEN ADDED', '7275560029', '101', '14364', '-5', 'MyUser'),
        notice('SCHEDULED CALLBACK NOT ADDED, CAMPAIGN NOT VALID', '14364', ''),
      ],
    ],
    // The phone number is the first value, empty as it is.
    ['vicidial/add_lead--error--phone-letters', [refusal('INVALID PHONE NUMBER LENGTH', '', 'MyUser')]],
    [
      'vicidial/add_lead--error--DUPNAMEPHONESYS',
      [refusal('DUPLICATE NAME PHONE IN SYSTEM', 'Bob', 'Smith', '7275551111', '101', '14247', '101')],
    ],
    [
      'vicidial/add_lead--error--DUPPHONEALTSYS-alt',
      [refusal('DUPLICATE PHONE NUMBER IN SYSTEM', '7275559999', '101', '14247', '101', 'ALT')],
    ],
    [
      'vicidial/add_lead--error--level7',
      [refusal('USER DOES NOT HAVE PERMISSION TO ADD LEADS TO THE SYSTEM', 'Level7User', '0')],
    ],
    [
      'vicidial/add_lead--error--function-not-allowed',
      [refusal('auth USER DOES NOT HAVE PERMISSION TO USE THIS FUNCTION', 'NoFunctionUser', 'add_lead')],
    ],
    [
      'vicidial/add_lead--error--user-group-does-not-exist',
      [refusal('user_group DOES NOT EXIST', 'GhostGroup', 'NOGROUP')],
    ],
    [
      'vicidial/add_lead--error--campaign-dnc',
      [refusal('PHONE NUMBER IN CAMPAIGN DNC', '7275550912', 'TESTCAMP', 'MyUser')],
    ],
    ['vicidial/error--source-one-char', [refusal('Invalid Source', 'x'), refusal('Invalid Source', 'x')]],
  ])('%s', async (name, lines) => {
    expect(await modelOf(name)).toEqual(lines);
  });

  test('among 261 PHP warnings', async () => {
    const name = 'vicidial/display_errors-on--add_lead--hopper';
    const asked = await replay({ status: 200, body: recordedBody(name) }, 'add_lead');
    expect(asked).toMatchObject({
      model: [
        success('LEAD HAS BEEN ADDED', '7275560056', '101', '14373', '-5', 'MyUser'),
        notice('ADDED TO HOPPER', '7275560056', '14373', '5018', 'MyUser'),
      ],
    });
    expect(asked.logged).toEqual([
      { facts: { action: 'add_lead', warnings: 261 }, message: 'PHP warnings around an answer' },
    ]);
  });

  test('of every recording say again what was printed', async () => {
    const own = recordings.filter(
      ({ name }) => outcomes.get(name) === 'model' && /^vicidial\/(?:add_lead|success)--/.test(name),
    );
    expect(own.length).toBeGreaterThan(50);
    for (const { name, exchanges } of own) {
      for (const exchange of exchanges) {
        // Raw alternative numbers stand glued in front of their NOTICE; a refusal of permission has bars of its own.
        if (/multi-alt|many-notices|level7|function-not|user-group/.test(name)) continue;
        const asked = await replay(exchange, 'add_lead');
        const lines = 'model' in asked && Array.isArray(asked.model) ? asked.model : [];
        const printed = lines.map(
          ({ level, topic, values }) => `${level}: add_lead ${topic} - ${values.join('|')}\n`,
        );
        expect(printed.join('')).toBe(exchange.body);
      }
    }
  });
});

const inColumns = (rows: readonly unknown[]): Record<string, unknown[]> => {
  const objects = rows.filter(isObject);
  const names = new Set(objects.flatMap((row) => Object.keys(row)));
  return Object.fromEntries([...names].map((name) => [name, objects.map((row) => row[name] ?? null)]));
};

const member = (value: unknown, name: string): unknown => (isObject(value) ? value[name] : undefined);

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

const read = async (action: ActionName, answer: unknown): Promise<unknown> => {
  const asked = await replay({ status: 200, body: JSON.stringify(answer) }, action);
  if ('error' in asked) throw asked.error;
  return asked.model;
};

/** The rows of a documented answer, wherever they are in it. */
const documentedRows = (action: ActionName): unknown[] => {
  const data = member(JSON.parse(bodyOf(action)), 'data');
  if (Array.isArray(data)) return data;
  const report = member(data, 'agent_report');
  const holder = isObject(report) ? report : data;
  return list(member(holder, 'rows') ?? member(holder, 'breakdown') ?? member(holder, 'user_list'));
};

describe('rows and columns', () => {
  /** The documents' tables: where their rows are, and the answer around other rows. */
  const TABLES = [
    ['outbound_cdr', (rows: unknown) => ({ rows })],
    ['inbound_cdr', (rows: unknown) => ({ rows })],
    ['agent_cdr', (rows: unknown) => ({ rows })],
    ['exportAgentReport', (rows: unknown) => ({ rows })],
    ['inbound_summary_stats', (rows: unknown) => ({ rows })],
    ['agent_summary_stats', (rows: unknown) => ({ rows })],
    ['agent_calls_report', (rows: unknown) => ({ agent_report: { rows } })],
    ['agentTimeUsage', (rows: unknown) => ({ breakdown: rows })],
    ['goGetAllCampaigns', (rows: unknown) => ({ rows })],
    ['getLeadsOnHopper', (rows: unknown) => ({ rows })],
    ['goGetAllUsers', (rows: unknown) => ({ user_list: rows })],
    ['getAllPortfolios', (rows: unknown) => rows],
  ] as const;

  test.each(TABLES)('%s: as columns, and as numbered rows, it reads the same', async (action, around) => {
    const rows = documentedRows(action);
    expect(rows.length).toBeGreaterThan(0);
    const asRows = await read(action, { result: 'success', data: around(rows) });
    expect(await read(action, { result: 'success', data: around(inColumns(rows)) })).toStrictEqual(asRows);
    const numbered = Object.fromEntries(rows.map((row, index) => [index * 3, row]));
    expect(await read(action, { result: 'success', data: around(numbered) })).toStrictEqual(asRows);
  });

  test.each([
    ['goGetAllCalltimes', 'goautodial/goGetAllCalltimes--success', 'rows'],
    ['goGetAllUsers', 'goautodial/goGetAllUsers--success', 'user_list'],
    ['goGetAllCampaigns', 'goautodial/goGetAllCampaigns--success', 'rows'],
    ['getLeadsOnHopper', 'goautodial/goGetAllLeadsOnHopper--success', 'rows'],
  ] as const)('%s: recorded columns read the same as rows', async (action, name, at) => {
    const answer: unknown = JSON.parse(recordedBody(name));
    const columns = Object.entries(isObject(answer) ? answer : {}).filter(([, values]) =>
      Array.isArray(values),
    );
    const length = list(columns[0]?.[1]).length;
    const rows = Array.from({ length }, (_, index) =>
      Object.fromEntries(columns.map(([column, values]) => [column, list(values)[index]])),
    );
    const asColumns = await read(action, answer);
    expect(await read(action, { result: 'success', data: rows })).toStrictEqual(asColumns);
    expect(await read(action, { result: 'success', data: { [at]: rows } })).toStrictEqual(asColumns);
    expect(await read(action, { result: 'success', [at]: rows })).toStrictEqual(asColumns);
  });

  test('any call records, as rows and as columns', async () => {
    const cell = fc.oneof(fc.string(), fc.integer(), fc.constant(null));
    const record = fc.record({
      call_date: fc.constant('2026-01-02 03:04:05'),
      uniq1: fc.string({ minLength: 1 }).filter((id) => /^\w+$/.test(id)),
      agent: cell,
      campaign: cell,
      disposition: cell,
      lead_id: fc.nat(),
      queue_time: fc.oneof(fc.nat(86_400), fc.nat(86_400).map(String)),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(record, { minLength: 1, maxLength: 8 }), async (rows) => {
        const asRows = await read('inbound_cdr', { result: 'success', data: { rows } });
        expect(
          await read('inbound_cdr', { result: 'success', data: { rows: inColumns(rows) } }),
        ).toStrictEqual(asRows);
        expect(asRows).toMatchObject({ rows: rows.map(({ uniq1 }) => ({ uniqueId: uniq1 })) });
      }),
      { numRuns: runs(50) },
    );
  });
});
