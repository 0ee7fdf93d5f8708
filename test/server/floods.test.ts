import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { startApi, type Api } from '../support/api.ts';
import { DIALER_PASS, DIALER_USER } from '../support/otherDialer.ts';
import { startPortfolioDialer, ZONE } from '../support/portfolioWorld.ts';
import { scopesWithout, startViewedApi, viewer } from '../support/viewers.ts';

const line = z.object({ level: z.number(), msg: z.string() }).loose();
const summaryLine = z.object({
  counted: z.array(z.object({ times: z.number(), event: z.string() }).loose()),
});

type Lines = readonly z.output<typeof line>[];

const linesOf = (log: readonly string[]): Lines => log.map((text) => line.parse(JSON.parse(text)));

/** What was counted, by what tells the kinds apart. */
const countedIn = (log: readonly string[]): readonly z.output<typeof summaryLine>['counted'][number][] =>
  linesOf(log).flatMap((one) => summaryLine.safeParse(one).data?.counted ?? []);

const leadsOf = (first: number, count: number): string =>
  `{ ${Array.from({ length: count }, (_, index) => `l${index}: lead(leadId: "${first + index}") { status }`).join(' ')} }`;

async function withoutLeads(options = {}): Promise<Api> {
  const api = await startApi({}, undefined, options);
  api.dialer.answer('goGetCustomerInfo', { status: 404, body: 'gone' });
  return api;
}

test('an event that occurs again is counted, and the counts are one line at the end', async () => {
  const api = await withoutLeads();
  for (let operation = 0; operation < 5; operation += 1) await api.query(leadsOf(1 + operation * 50, 50));
  const failed = linesOf(api.log).filter(({ level }) => level >= 40);
  const before = failed.length;
  expect(before).toBeLessThanOrEqual(5);
  await api.close();
  const all = countedIn(api.log).filter(({ action }) => action === 'goGetCustomerInfo');
  const times = all.reduce((sum, { times: own }) => sum + own, 0);
  // Each field that failed was told, or counted.
  expect(times + failed.filter(({ action }) => action === 'goGetCustomerInfo').length).toBe(250);
  expect(linesOf(api.log).filter(({ level }) => level >= 40)).toHaveLength(before + 1);
});

test('counts are written at intervals, and what has ceased is a new event when it occurs again', async () => {
  const api = await withoutLeads({ logging: { everyMs: 500 } });
  await api.query(leadsOf(1, 3));
  await api.query(leadsOf(10, 10));
  await expect.poll(() => countedIn(api.log).length).toBe(1);
  const failures = (): number =>
    linesOf(api.log).filter(({ action, level }) => level === 40 && action === 'goGetCustomerInfo').length;
  // Each failed call is a line, up to five of a kind: with its request id it leads from an answer to the dialer.
  expect(failures()).toBe(5);
  await expect
    .poll(
      async () => {
        await new Promise((resolve) => setTimeout(resolve, 1200));
        await api.query(leadsOf(100, 1));
        return failures();
      },
      { timeout: 10_000 },
    )
    .toBe(6);
});

test('an operation writes at most five lines, however many kinds of events it causes', async () => {
  const api = await startApi();
  const actions = [
    'goGetAllUsers',
    'getAllPortfolios',
    'getAllProfiles',
    'goGetAllCampaigns',
    'goGetAllCalltimes',
    'getAgentStatus',
    'goGetTotalAgentsCall',
    'goGetCustomerInfo',
  ];
  for (const action of actions) api.dialer.answer(action, { status: 404, body: '' });
  const { errors } = await api.query(`{
    campaign(campaignId: "1") { name } portfolio(code: "A") { name } profile(profileId: "1") { name }
    callTime(callTimeId: "1") { name } agent(username: "x") { name } lead(leadId: "2") { status }
    dashboard { agentsInCall agentCounts { live } }
  }`);
  const failed = new Set(errors.map(({ extensions }) => extensions['action']));
  expect(failed.size).toBeGreaterThan(5);
  // The operation's own line and audits are never left out.
  const lines = linesOf(api.log).filter(({ msg, audit }) => msg !== 'operation' && audit === undefined);
  expect(lines.length).toBeLessThanOrEqual(5);
  await api.close();
  const told = [...linesOf(api.log), ...countedIn(api.log)].map(({ action }) => action);
  expect(told).toEqual(expect.arrayContaining([...failed]));
});

test('look-ups that are refused are counted; those that are made are all written down', async () => {
  const dialer = await startPortfolioDialer();
  onTestFinished(() => dialer.close());
  const account = { url: dialer.url, user: DIALER_USER, pass: DIALER_PASS };
  const settings = { DIALER_TIMEZONE: ZONE, LOOKUPS_PER_MINUTE: '30' };
  const closing: (() => Promise<void>)[] = [];
  const api = await startViewedApi(account, settings, (close) => void closing.push(close));
  const client = api.as(viewer(scopesWithout(), null, 'curious'));
  await client.query(leadsOf(1, 100));
  await client.query(leadsOf(200, 100));
  await Promise.all(closing.map((close) => close()));
  const made = api.log.filter((text) => /"action":"look_up"/.test(text) && !/rate limited/.test(text));
  // One line of an operation for all look-ups that ended alike, and every one of them in it.
  expect(made.length).toBeLessThanOrEqual(2);
  const subjects = made.flatMap((text) => [...text.matchAll(/"\d{1,3}"/g)]);
  expect(subjects).toHaveLength(30);
  expect(api.log.filter((text) => /"audit":\{.*rate limited/.test(text))).toHaveLength(1);
  expect(countedIn(api.log)).toContainEqual(
    expect.objectContaining({ caller: 'curious', outcome: 'rate limited', times: 169 }),
  );
});
