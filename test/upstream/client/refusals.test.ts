import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ENDPOINTS, type ActionName } from '../../../src/upstream/endpoints.ts';
import { UpstreamError } from '../../../src/upstream/errors.ts';
import { Table } from '../../../src/upstream/wire/reading/table.ts';
import { isObject } from '../../../src/upstream/wire/wire.ts';
import { startScriptedServer, type ScriptedServer } from '../../support/scriptedServer.ts';
import { ASK } from '../asking.ts';
import { upstreamOf } from '../upstreamOf.ts';

let server: ScriptedServer;
beforeAll(async () => {
  server = await startScriptedServer();
});
afterAll(() => server.close());

/** The look-ups by a key, and what that is the key of. All other actions give lists, reports or counts. */
const LOOKS_UP: Readonly<Partial<Record<ActionName, 'user' | 'campaign' | 'call time' | 'lead'>>> = {
  getUserInfo: 'user',
  getLiveAgentInfo: 'user',
  getCampaignInfo: 'campaign',
  getLeadsOnHopper: 'campaign',
  goGetCalltimeInfo: 'call time',
  goGetCustomerInfo: 'lead',
};

/** Counts, which cannot be empty. */
const COUNTS: ReadonlySet<string> = new Set(['getAgentStatus', 'goGetTotalAgentsCall']);

const isGoAction = (name: string): name is ActionName =>
  Object.values(ENDPOINTS).some((endpoint) => endpoint.name === name && endpoint.transport === 'goAPI');
const ACTIONS = Object.keys(ENDPOINTS).filter(isGoAction);

/** What came of a call: its code, or that there is nothing. */
async function outcomeOf(action: ActionName): Promise<string> {
  const { client } = upstreamOf(server.url);
  try {
    return isNothing(await ASK[action](client)) ? 'nothing' : 'a model';
  } catch (error) {
    if (error instanceof UpstreamError) return error.code;
    throw error;
  } finally {
    await client.close();
  }
}

/** True for null, an empty table, and an answer that has either in it: no answer here has rows. */
const isNothing = (value: unknown): boolean =>
  value === null ||
  (value instanceof Table && value.rows.length === 0) ||
  (isObject(value) && Object.values(value).some(isNothing));

const outcomes = async (): Promise<Record<string, string>> =>
  Object.fromEntries(
    await Promise.all(ACTIONS.map(async (action) => [action, await outcomeOf(action)] as const)),
  );

/** What each action is expected to come to. */
const each = (expected: (action: ActionName) => boolean): Record<string, string> =>
  Object.fromEntries(
    ACTIONS.map((action) => [action, expected(action) ? 'nothing' : 'DIALER_REFUSED'] as const),
  );

const error = (message: string): object => ({ result: 'error', message });

describe('a refusal about one thing is "nothing there" to a look-up of such a thing, and to nothing else', () => {
  test.each<[keyof typeof ABOUT, string | object]>([
    ['user', error('User not found')],
    ['user', error('User does not exist')],
    ['user', error('Agent does not exist')],
    ['user', error('no such user')],
    ['user', error('Error: No user found.')],
    ['user', error('Unknown agent')],
    ['user', error("The user 'api' doesn't exist")],
    ['user', error('User "table of sessions" was not found')],
    ['user', error('Agent is not logged in')],
    ['user', error('Cannot find the user agent003')],
    ['user', { code: '41004', result: 'Error: User does not exist. ' }],
    ['user', { code: '40001', message: 'User not found' }],
    ['user', { result: 'User not found' }],
    ['user', { result: 'User not found', message: '' }],
    ['user', 'result=error;message=User not found;'],
    ['user', 'User not found'],
    ['user', '<br />\n<b>Warning</b>:  x in <b>x.php</b> on line <b>3</b><br />\nUser not found'],
    ['user', { code: '41004', result: 'Invalid value in user' }],
    ['campaign', error('Campaign ID is invalid')],
    ['campaign', error('Campaign does not exist')],
    ['campaign', error('Invalid campaign ID')],
    ['campaign', { code: '41004', result: 'Invalid value in campaign_id' }],
    ['call time', { result: 'Error: Calltime does not exist.' }],
    ['call time', error('Call time not found')],
    ['lead', error('Lead ID not found')],
    ['lead', error("Lead ID '304' does NOT exist on the database")],
    ['lead', error('Customer not found')],
    ['record', error('Record not found')],
    ['record', error('Data not found')],
    ['nothing', error('User group not found')],
    ['nothing', error("The user's campaign list does not exist")],
    ['nothing', error('Portfolio not found')],
    ['nothing', 'List does not exist'],
  ])('%s: %j', async (about, answer) => {
    server.answerAll(answer);
    expect(await outcomes()).toEqual(each(ABOUT[about]));
  });

  const ABOUT = {
    user: (action: ActionName) => LOOKS_UP[action] === 'user',
    campaign: (action: ActionName) => LOOKS_UP[action] === 'campaign',
    'call time': (action: ActionName) => LOOKS_UP[action] === 'call time',
    lead: (action: ActionName) => LOOKS_UP[action] === 'lead',
    record: (action: ActionName) => LOOKS_UP[action] !== undefined,
    nothing: () => false,
  };
});

test.each<[string | object]>([
  [{ result: 'No Available Data' }],
  ['No Available Data'],
  [error('Error: No records found.')],
  [error('There are no calls in this period.')],
  [error('No users found')],
  [error('No data was found for the selected period')],
  [error('Nothing found')],
  ['result=error;message=No data available;'],
])('an empty list said in prose is an empty list: %j', async (answer) => {
  server.answerAll(answer);
  expect(await outcomes()).toEqual(each((action) => !COUNTS.has(action)));
});

test.each<[string | object]>([
  [error('Query failed: no data on table x')],
  ['Query failed: no data on table x'],
  [error('No data available in table')],
  [error('Session user not found')],
  [error('No data: the API user does not exist')],
  [error("Table 'asterisk.vicidial_users' doesn't exist")],
  [error('Invalid data')],
  [error('Invalid value in from_date for this user')],
  [error('You did NOT specify a valid user')],
  [error('Error: No lead ID given.')],
  [error('Unable to connect: no data')],
  [error('Connection lost, no data')],
  [error('No data available due to an internal error')],
  [error('No data found. Lock wait exceeded')],
  [error('Deadlock found; no rows returned')],
  [error('No records: request timed out')],
  [error('Access denied; no records found')],
  [error('No data available: service unavailable')],
  [error('Out of memory: no results')],
  [error('Could not read the leads: no data available')],
  [error('No data is available. Error code 500')],
  [error('Command Not Found')],
  // Behind the first 300 characters a message may quote anything.
  [error(`Error: ${'x'.repeat(300)} User not found. No Available Data`)],
])('a fault of the dialer, or of the question, is never nothing: %j', async (answer) => {
  server.answerAll(answer);
  expect(await outcomes()).toEqual(each(() => false));
});

test('a refusal of any length and form is read in no time', async () => {
  const pieces = ['user ', 'no such ', 'no ', '" ', "' ", 'campaign ', '_', ' ', 'not ', 'data '];
  for (const piece of pieces) {
    server.answerAll(error(piece.repeat(1_000_000 / piece.length)));
    const start = performance.now();
    expect(await outcomeOf('outbound_cdr')).toBe('DIALER_REFUSED');
    expect(performance.now() - start).toBeLessThan(5000);
  }
});
