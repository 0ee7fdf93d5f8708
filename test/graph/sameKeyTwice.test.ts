/** The same natural key twice in a list of the dialer is one object: the first row. */
import { describe, expect, onTestFinished, test } from 'vitest';
import { startApi } from '../support/api.ts';
import { callApiTo, DAY, giveCalls, plainCall, startCallDialer } from '../support/callDay.ts';
import { DIALER_PASS, DIALER_USER, startOtherDialer, success, userList } from '../support/otherDialer.ts';
import { scopesWithout, startViewedApi, viewer } from '../support/viewers.ts';

describe('agents', () => {
  const rows = [
    { user: 'Ada.A', name: 'Ada', active: 'Y' },
    { user: 'ada.a', name: 'Another', active: 'Y' },
    { user: 'Bob', name: 'Bob', active: 'Y' },
  ];

  test.each(['ACTIVE', 'ANY'])('%s counts one, and paging reaches all', async (status) => {
    const api = await startApi();
    api.dialer.answer('goGetAllUsers', (fields) =>
      userList(fields.get('only_inactives') === '1' ? [] : rows),
    );
    const page = '{ totalCount nodes { username name } pageInfo { hasNextPage endCursor } }';
    const { agents } = await api.data(`{ agents(status: ${status}, first: 1) ${page} }`);
    expect(agents).toMatchObject({ totalCount: 2, nodes: [{ username: 'Ada.A', name: 'Ada' }] });
    expect(await api.data(`{ agents(status: ${status}, last: 1) ${page} }`)).toMatchObject({
      agents: { totalCount: 2, nodes: [{ username: 'Bob' }], pageInfo: { hasNextPage: false } },
    });
  });
});

/** Ada as a viewer sees her. */
const ada = (...codes: readonly string[]) => ({
  name: 'Ada',
  portfolios: codes.map((code) => ({ code })),
});

test('an agent printed once for each portfolio has all of them, and is seen by a viewer of any', async () => {
  const dialer = await startOtherDialer();
  onTestFinished(() => dialer.close());
  dialer.answer('goGetAllUsers', (fields) =>
    userList(
      fields.get('only_inactives') === '1'
        ? []
        : [
            { user: 'Ada.A', name: 'Ada', active: 'Y', allowed_companys: ['SUR'] },
            { user: 'ada.a', name: 'Another', active: 'Y', allowed_companys: ['NRD', 'sur'] },
            { user: 'Bob', name: 'Bob', active: 'Y', allowed_companys: null },
            { user: 'Bob', name: 'Bob', active: 'Y' },
          ],
    ),
  );
  const api = await startViewedApi({ url: dialer.url, user: DIALER_USER, pass: DIALER_PASS });
  const seenBy = (portfolios: readonly string[] | null) =>
    api
      .as(viewer(scopesWithout(), portfolios))
      .data('{ agents { totalCount nodes { name portfolios { code } } } agent(username: "ADA.A") { name } }');
  expect(await seenBy(null)).toEqual({
    agents: { totalCount: 2, nodes: [ada('SUR', 'NRD'), { name: 'Bob', portfolios: null }] },
    agent: { name: 'Ada' },
  });
  for (const code of ['SUR', 'NRD']) {
    expect(await seenBy([code])).toEqual({
      agents: { totalCount: 1, nodes: [ada(code)] },
      agent: { name: 'Ada' },
    });
  }
  expect(await seenBy(['KIW'])).toEqual({ agents: { totalCount: 0, nodes: [] }, agent: null });
});

test('a campaign printed twice is one, and is found by its calls', async () => {
  const dialer = await startCallDialer([]);
  giveCalls(dialer, [plainCall('outbound', { campaign: 'Renewals' })]);
  const row = { id: '101', campaign_name: 'Renewals', active: 'Y' };
  dialer.answer('goGetAllCampaigns', success({ rows: [row, { ...row, active: 'N' }] }));
  const api = await callApiTo(dialer);
  const data = await api.data(
    `{ campaigns { campaignId active }
      outboundCalls(period: { from: "${DAY}", to: "${DAY}" }) { nodes { campaign { campaignId } } } }`,
  );
  expect(data).toEqual({
    campaigns: [{ campaignId: '101', active: true }],
    outboundCalls: { nodes: [{ campaign: { campaignId: '101' } }] },
  });
});

test('a portfolio, a profile and a call time printed twice are one', async () => {
  const api = await startApi();
  const { dialer } = api;
  dialer.answer('getAllPortfolios', {
    result: 'success',
    data: ['NRD', 'nrd', 'SUR'].map((portfolio) => ({ portfolio, portfolio_name: `Name of ${portfolio}` })),
  });
  dialer.answer(
    'getAllProfiles',
    success({
      rows: ['VIP', 'vip'].map((profile_id, id) => ({
        id,
        profile_id,
        profile_name: `Name of ${profile_id}`,
      })),
    }),
  );
  dialer.answer('goGetAllCalltimes', {
    result: 'success',
    call_time_id: ['office', 'OFFICE', 'night'],
    call_time_name: ['One', 'Two', 'Three'],
  });
  expect(
    await api.data('{ portfolios { code name } profiles { profileId name } callTimes { callTimeId name } }'),
  ).toEqual({
    portfolios: [
      { code: 'NRD', name: 'Name of NRD' },
      { code: 'SUR', name: 'Name of SUR' },
    ],
    profiles: [{ profileId: 'VIP', name: 'Name of VIP' }],
    callTimes: [
      { callTimeId: 'office', name: 'One' },
      { callTimeId: 'night', name: 'Three' },
    ],
  });
});
