import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { post, startApi } from '../../support/api.ts';
import { graphql } from '../../support/gql/gql.ts';
import { refusal, success, userList } from '../../support/otherDialer.ts';
import { leaves } from '../../support/schemaFields.ts';

const idOf = (text: string): string => Buffer.from(text).toString('base64url');

describe('an agent', () => {
  const AGENT = `
    ${leaves('Agent')}
    permissions { ${leaves('AgentPermissions')} }
    campaign { campaignId name }
    profile { profileId name dispositionSet }
    portfolios { code name }`;

  const MARIA = {
    id: idOf('Agent:maria.ortiz'),
    username: 'Maria.ORTIZ',
    userId: 7001,
    name: 'María Ortiz',
    extension: '7701',
    level: 1,
    active: true,
    rank: 2,
    transferGroups: ['AGENTDIRECT', 'RENEWALS'],
    permissions: { inbound: true, dialer: true, transfer: true, manualDialOnly: false, manualCalls: false },
    // The campaign list's name goes before the one beside the user.
    campaign: { campaignId: '50010', name: 'Renovación' },
    // Row number 41, which is the second of `data` and the first of `profiles.rows`.
    profile: { profileId: 'SERVERS_EU', name: 'Servers, Europe', dispositionSet: 'SERVER SET' },
    portfolios: [
      { code: 'NRD', name: 'Nordbank A/S' },
      { code: 'SUR', name: 'Banco del Sur' },
    ],
  };

  test('has every field of its row', async () => {
    const api = await startApi();
    expect(await api.data(`{ agent(username: "Maria.ORTIZ") { ${AGENT} } }`)).toEqual({ agent: MARIA });
  });

  test.each(['maria.ortiz', 'MARIA.ORTIZ', ' Maria.Ortiz '])('is found by %j', async (username) => {
    const api = await startApi();
    const document = graphql(/* GraphQL */ `
      query AgentFound($username: String!) { agent(username: $username) { username } }
    `);
    expect(await api.data(document, { username })).toEqual({ agent: { username: 'Maria.ORTIZ' } });
  });

  test('has its numbers, switches and lists read from strings', async () => {
    const api = await startApi();
    expect(await api.data(`{ agent(username: "ZOE Lindqvist") { ${AGENT} } }`)).toEqual({
      agent: {
        id: idOf('Agent:zoe lindqvist'),
        username: 'zoe lindqvist',
        userId: 7003,
        name: 'Zoë Lindqvist',
        extension: '7703',
        level: 8,
        active: true,
        rank: -3,
        transferGroups: ['SALES', 'SUPPORT'],
        permissions: {
          inbound: false,
          dialer: true,
          transfer: false,
          manualDialOnly: true,
          manualCalls: true,
        },
        campaign: { campaignId: '50020', name: 'COBRANÇA' },
        // No profile has row number 999: an object with at least its key.
        profile: { profileId: '999', name: null, dispositionSet: null },
        portfolios: [
          { code: 'NRD', name: 'Nordbank A/S' },
          { code: 'ZZZ', name: null },
        ],
      },
    });
  });

  test('has null for what its row leaves out', async () => {
    const api = await startApi();
    expect(await api.data(`{ agent(username: "42") { ${AGENT} } }`)).toEqual({
      agent: {
        id: idOf('Agent:42'),
        username: '42',
        userId: null,
        name: null,
        extension: null,
        level: null,
        active: true,
        rank: null,
        transferGroups: null,
        permissions: {
          inbound: null,
          dialer: null,
          transfer: null,
          manualDialOnly: null,
          manualCalls: null,
        },
        campaign: null,
        profile: null,
        portfolios: null,
      },
    });
  });

  const PERMISSIONS = {
    inbound: 'inbound',
    dialer: 'dialer',
    xfer: 'transfer',
    manual_dial_only: 'manualDialOnly',
    agentcall_manual: 'manualCalls',
  };

  test.each(Object.entries(PERMISSIONS))(
    'has the permission %s as %s, and no other',
    async (member, field) => {
      const api = await startApi();
      const off = Object.fromEntries(Object.keys(PERMISSIONS).map((name) => [name, 0]));
      api.dialer.answer('goGetAllUsers', userList([{ ...off, user: '42', active: 'Y', [member]: 1 }]));
      const document = `{ agent(username: "42") { permissions { ${leaves('AgentPermissions')} } } }`;
      const all = Object.values(PERMISSIONS);
      expect(await api.data(document)).toEqual({
        agent: { permissions: Object.fromEntries(all.map((name) => [name, name === field])) },
      });
    },
  );

  test('may have no campaign, no portfolios and no transfer groups', async () => {
    const api = await startApi();
    const document = graphql(/* GraphQL */ `
      query AgentOfNothing {
        agent(username: "b.okafor") {
          rank transferGroups campaign { campaignId } portfolios { code } profile { profileId }
        }
      }
    `);
    expect(await api.data(document)).toEqual({
      agent: {
        rank: 0,
        transferGroups: [],
        campaign: null,
        portfolios: [],
        profile: { profileId: 'COLLECTIONS' },
      },
    });
  });

  test('may be inactive', async () => {
    const api = await startApi();
    const document = graphql(/* GraphQL */ `
      query AgentInactive { agent(username: "old.timer") { username name active portfolios { code } } }
    `);
    expect(await api.data(document)).toEqual({
      agent: { username: 'Old.Timer', name: 'Olga Timmer', active: false, portfolios: [{ code: 'SUR' }] },
    });
  });

  test('is null where the dialer has none of that name', async () => {
    const api = await startApi();
    const document = graphql(/* GraphQL */ `query AgentNobody { agent(username: "nobody") { username } }`);
    expect(await api.data(document)).toEqual({ agent: null });
  });
});

describe('account and productivity', () => {
  test('have every member of getUserInfo but its passwords', async () => {
    const api = await startApi();
    const document = `{ agent(username: "maria.ortiz") {
      account { ${leaves('AgentAccount')} customFields { ${leaves('CustomField')} } }
      productivity { ${leaves('AgentProductivity')} }
    } }`;
    expect(await api.data(document)).toEqual({
      agent: {
        account: {
          fullName: 'María Ortiz',
          email: 'maria@example.com',
          userLevel: 1,
          userGroup: 'AGENTS',
          userCode: 'MO-1',
          territory: 'NORTH',
          tenant: 'NRD',
          hotkeysActive: true,
          scheduledCallbacks: true,
          agentOnlyCallbacks: false,
          manualCalls: true,
          recording: true,
          transfers: false,
          closerDefaultBlended: true,
          chooseIngroups: false,
          chooseBlended: false,
          chooseTerritories: true,
          alertsEnabled: true,
          allowAlerts: false,
          shiftOverride: true,
          shiftEnforcementOverride: 'ALL',
          recordingOverride: 'DISABLED',
          alterCustomerPhoneOverride: 'NOT_ACTIVE',
          callLogViewOverride: 'Y',
          leadSearchOverride: 'ENABLED',
          presetContactSearch: 'PRESETS',
          voicemailId: '7701',
          phoneLogin: '7701a',
          transferGroups: ['RENEWALS', 'SALES'],
          customFields: [
            { name: 'custom_one', value: 'red' },
            { name: 'custom_two', value: null },
            { name: 'custom_three', value: null },
            { name: 'custom_four', value: '4' },
            { name: 'custom_five', value: 'five' },
          ],
        },
        productivity: {
          firstActivity: '09:00:05',
          lastActivity: '17:01:00',
          loginSeconds: 28_810,
          afterCallSeconds: 601,
          breakSeconds: 1802,
          pauseSeconds: 303,
          availableSeconds: 3604,
          averageWaitSeconds: 20,
          talkSeconds: 21_606,
          talkAndAvailableSeconds: 25_210,
          totalCalls: 100,
          denied: 2,
          lip: 1,
          vrf: 3,
          sales: 5,
          slaPercent: 87.5,
        },
      },
    });
  });

  const SWITCHES = {
    hotkeys_active: 'hotkeysActive',
    scheduled_callbacks: 'scheduledCallbacks',
    agentonly_callbacks: 'agentOnlyCallbacks',
    agentcall_manual: 'manualCalls',
    dialer_recording: 'recording',
    dialer_transfers: 'transfers',
    closer_default_blended: 'closerDefaultBlended',
    agent_choose_ingroups: 'chooseIngroups',
    agent_choose_blended: 'chooseBlended',
    agent_choose_territories: 'chooseTerritories',
    alert_enabled: 'alertsEnabled',
    allow_alerts: 'allowAlerts',
    shift_override_flag: 'shiftOverride',
  };

  test.each(Object.entries(SWITCHES))('read %s as %s, and nothing else', async (member, field) => {
    const api = await startApi();
    const off = Object.fromEntries(Object.keys(SWITCHES).map((name) => [name, '0']));
    api.dialer.answer('getUserInfo', success({ user_info: { ...off, user: '42', [member]: '1' } }));
    const fields = Object.values(SWITCHES);
    const document = `{ agent(username: "42") { account { ${fields.join(' ')} } } }`;
    expect(await api.data(document)).toEqual({
      agent: { account: Object.fromEntries(fields.map((name) => [name, name === field])) },
    });
  });

  test('may hold next to nothing', async () => {
    const api = await startApi();
    const document = graphql(/* GraphQL */ `
      query AccountOfLittle {
        agent(username: "b.okafor") {
          account { email userLevel hotkeysActive recordingOverride transferGroups }
          productivity { totalCalls }
        }
      }
    `);
    expect(await api.data(document)).toEqual({
      agent: {
        account: {
          email: null,
          userLevel: null,
          hotkeysActive: null,
          recordingOverride: null,
          transferGroups: null,
        },
        productivity: null,
      },
    });
  });

  test.each([
    refusal('User does not exist'),
    { result: 'No Available Data' },
    success(null),
    success({ user_info: null, user_stats: null }),
  ])('are null where the dialer says %j', async (answer) => {
    const api = await startApi();
    api.dialer.answer('getUserInfo', answer);
    const document = graphql(/* GraphQL */ `
      query AccountOfNobody { agent(username: "42") { account { email } productivity { sales } } }
    `);
    expect(await api.data(document)).toEqual({ agent: { account: null, productivity: null } });
  });

  test("are refused where the dialer answers with another user's", async () => {
    const api = await startApi();
    const document = graphql(/* GraphQL */ `
      query AccountOfAnother { agent(username: "42") { username account { email } } }
    `);
    const { data, errors } = await api.query(document);
    expect(data).toEqual({ agent: { username: '42', account: null } });
    expect(errors).toEqual([]);
    api.dialer.answer('getUserInfo', success({ user_info: { user: 'maria.ortiz', email: 'm@example.com' } }));
    const other = await startApi({}, api.dialer);
    const answer = await other.query(document);
    expect(answer.data).toEqual({ agent: { username: '42', account: null } });
    expect(answer.errors).toMatchObject([
      { path: ['agent', 'account'], extensions: { code: 'DIALER_BAD_RESPONSE', action: 'getUserInfo' } },
    ]);
    expect(answer.text).not.toContain('m@example.com');
  });
});

describe('live', () => {
  const LIVE = `live { ${leaves('AgentLiveStatus')} campaign { campaignId name } }`;
  const SOON = { observedAt: expect.stringMatching(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/) };

  test('has every member of an agent in a call', async () => {
    const api = await startApi();
    const before = Date.now();
    const data = await api.data(`{ agent(username: "maria.ortiz") { ${LIVE} } }`);
    expect(data).toEqual({
      agent: {
        live: {
          ...SOON,
          state: 'IN_CALL',
          statusText: 'IN CALL',
          since: null,
          color: 'green',
          inCallWith: '5550107701',
          callType: 'DIALER',
          callerId: '5550100200',
          conferenceExtension: '8600118',
          vendorLeadCode: 'LN-77/1',
          leadId: '20260512000301',
          campaign: { campaignId: '50010', name: 'Renovación' },
        },
      },
    });
    const observedAt = Date.parse(/"observedAt":"([^"]+)"/.exec(JSON.stringify(data))?.[1] ?? '');
    expect(observedAt).toBeGreaterThanOrEqual(before);
    expect(observedAt).toBeLessThanOrEqual(Date.now());
  });

  test('has null for the call an agent is not in', async () => {
    const api = await startApi();
    expect(await api.data(`{ agent(username: "zoe lindqvist") { ${LIVE} } }`)).toEqual({
      agent: {
        live: {
          ...SOON,
          state: 'READY',
          statusText: 'READY',
          since: null,
          color: 'primary',
          inCallWith: null,
          callType: null,
          callerId: null,
          conferenceExtension: '8600119',
          vendorLeadCode: null,
          leadId: null,
          campaign: null,
        },
      },
    });
  });

  test('keeps the words it does not know', async () => {
    const api = await startApi();
    const document = graphql(/* GraphQL */ `
      query LiveUnknownWords {
        agents(filter: {usernames: ["b.okafor", "42"]}) {
          nodes { live { state statusText callType campaign { campaignId name active } } }
        }
      }
    `);
    expect(await api.data(document)).toEqual({
      agents: {
        nodes: [
          { live: { state: 'OFFLINE', statusText: null, callType: null, campaign: null } },
          {
            live: {
              state: 'PAUSED',
              statusText: 'LUNCH BREAK',
              callType: 'UNKNOWN',
              campaign: { campaignId: 'GONE', name: null, active: null },
            },
          },
        ],
      },
    });
  });

  test.each([
    ['READY', 'READY'],
    ['IN CALL', 'IN_CALL'],
    ['InCall', 'IN_CALL'],
    ['QUEUE', 'QUEUE'],
    ['DISPO', 'DISPOSITION'],
    ['PAUSE', 'PAUSED'],
    ['PAUSED', 'PAUSED'],
    ['PAUSE - BREAK', 'PAUSED'],
    ['LUNCH BREAK', 'PAUSED'],
    ['3-WAY', 'THREE_WAY'],
    ['PARK', 'PARKED'],
    ['DEAD', 'DEAD'],
    ['OFFLINE', 'OFFLINE'],
    ['DANCING', 'UNKNOWN'],
  ])('reads %s as %s', async (status, state) => {
    const api = await startApi();
    api.dialer.answer('getLiveAgentInfo', success({ status }));
    const document = graphql(/* GraphQL */ `
      query LiveState { agent(username: "42") { live { state statusText } } }
    `);
    expect(await api.data(document)).toEqual({
      agent: { live: { state, statusText: status } },
    });
  });

  test('is UNKNOWN if the dialer leaves its word out, and the rest is there', async () => {
    const api = await startApi();
    api.dialer.answer('getLiveAgentInfo', success({ in_call_with: '5550100199', conf_exten: '8600118' }));
    const query = '{ agent(username: "42") { live { state statusText conferenceExtension } } }';
    const response = await post(api.url, { query });
    expect(await response.json()).toMatchObject({
      data: { agent: { live: { state: 'UNKNOWN', statusText: null, conferenceExtension: '8600118' } } },
      extensions: {
        dialer: {
          gaps: expect.arrayContaining([expect.objectContaining({ member: 'status', missing: true })]),
        },
      },
    });
  });

  test.each(['DIALER', 'Manual', 'INBOUND'])('reads the call type %s', async (callType) => {
    const api = await startApi();
    api.dialer.answer('getLiveAgentInfo', success({ status: 'IN CALL', call_type: callType }));
    const document = graphql(/* GraphQL */ `
      query LiveCallType { agent(username: "42") { live { callType } } }
    `);
    expect(await api.data(document)).toEqual({
      agent: { live: { callType: callType.toUpperCase() } },
    });
  });

  test.each([refusal('Agent is not logged in'), { result: 'No Available Data' }, success(null), success([])])(
    'is null where the dialer says %j',
    async (answer) => {
      const api = await startApi();
      api.dialer.answer('getLiveAgentInfo', answer);
      const document = graphql(/* GraphQL */ `
        query LiveNothing { agent(username: "42") { username live { state } } }
      `);
      expect(await api.data(document)).toEqual({
        agent: { username: '42', live: null },
      });
    },
  );

  test('takes another status for the beginning of a new state', async () => {
    const api = await startApi();
    let status = 'READY';
    api.dialer.answer('getLiveAgentInfo', () => success({ status }));
    const document = graphql(/* GraphQL */ `
      query LiveSince { agent(username: "42") { live { state since observedAt } } }
    `);
    const ask = async () => (await api.data(document)).agent?.live;
    expect(await ask()).toMatchObject({ state: 'READY', since: null });
    status = 'IN CALL';
    // However long an answer may be remembered, the change is seen in the end.
    await expect.poll(ask).toMatchObject({ state: 'IN_CALL' });
    const changed = await ask();
    expect(changed?.since).toMatch(/Z$/);
    expect(await ask()).toMatchObject({ since: changed?.since });
  });

  test('says when its answer came, also where that is remembered', async () => {
    const api = await startApi();
    api.dialer.answer('getLiveAgentInfo', success({ status: 'READY' }));
    const document = graphql(/* GraphQL */ `
      query LiveObservedAt { agent(username: "42") { live { observedAt } } }
    `);
    const ask = () => api.data(document);
    const first = await ask();
    await sleep(20);
    expect(await ask()).toEqual(first);
    expect(api.dialer.counts()).toMatchObject({ getLiveAgentInfo: 1 });
  });
});

describe('today', () => {
  const TODAY = `today { ${leaves('AgentDayFigures')} agent { username name } portfolio { code name } profile { profileId name } }`;

  test('adds up the rows of one agent', async () => {
    const api = await startApi();
    expect(await api.data(`{ agent(username: "maria.ortiz") { ${TODAY} } }`)).toEqual({
      agent: {
        today: {
          callsHandled: 108,
          manualCalls: 201,
          inboundCalls: 302,
          dialerCalls: 405,
          transfersOut: 503,
          transfersIn: 604,
          voicemails: 706,
          denied: 807,
          noAnswer: 909,
          sales: 1010,
          wit: 1111,
          loginSeconds: 19_200,
          pauseSeconds: 1380,
          breakSeconds: 2253,
          talkSeconds: 3347,
          // What differs from row to row has no sum; what differs in case only is the same.
          topDisposition: null,
          agent: { username: 'maria.ortiz', name: 'María Ortiz' },
          portfolio: null,
          profile: { profileId: 'SERVERS_EU', name: 'Servers, Europe' },
        },
      },
    });
  });

  test('has every member of a single row, and keys no reference list has', async () => {
    const api = await startApi();
    expect(await api.data(`{ agent(username: "B.Okafor") { ${TODAY} } }`)).toEqual({
      agent: {
        today: {
          callsHandled: 71,
          manualCalls: 68,
          inboundCalls: 3,
          dialerCalls: 0,
          transfersOut: 0,
          transfersIn: 0,
          voicemails: 0,
          denied: 0,
          noAnswer: 0,
          sales: 0,
          wit: 0,
          loginSeconds: 18_709,
          pauseSeconds: 298,
          breakSeconds: 1877,
          talkSeconds: 1640,
          topDisposition: null,
          agent: { username: 'b.okafor', name: 'Bola Okafor' },
          portfolio: { code: 'ADMIN', name: null },
          profile: { profileId: 'Mul Portfo', name: null },
        },
      },
    });
  });

  test('is null for an agent without a row, and where there are none', async () => {
    const api = await startApi();
    const document = graphql(/* GraphQL */ `
      query TodayOfNobody { agent(username: "42") { today { sales } } }
    `);
    expect(await api.data(document)).toEqual({ agent: { today: null } });
    api.dialer.answer('agent_summary_stats', { result: 'No Available Data' });
    const empty = await startApi({}, api.dialer);
    expect(await empty.data(document)).toEqual({ agent: { today: null } });
  });

  test("leads to an inactive agent's figures and name", async () => {
    const api = await startApi();
    const document = graphql(/* GraphQL */ `
      query TodayOfInactive {
        agent(username: "old.timer") { today { callsHandled agent { name } portfolio { code } } }
      }
    `);
    expect(await api.data(document)).toEqual({
      agent: { today: { callsHandled: 3, agent: { name: 'Olga Timmer' }, portfolio: null } },
    });
  });
});

describe('timeUsage', () => {
  const USAGE = `timeUsage { ${leaves('AgentTimeUsage')} agent { username } }`;

  test('has every figure as the dialer gives it', async () => {
    const api = await startApi();
    expect(await api.data(`{ agent(username: "maria.ortiz") { ${USAGE} } }`)).toEqual({
      agent: {
        timeUsage: {
          firstLogin: 8.5,
          lastLogoff: 17.25,
          login: 14,
          afterCall: 1.5,
          break: 12,
          pausa: 0.75,
          available: 30.25,
          talk: 37.14,
          wrapUp: 2.5,
          customerLeave: 3,
          totalCalls: 25,
          pause: 15.5,
          ready: 25.75,
          agent: { username: 'MARIA.ORTIZ' },
        },
      },
    });
  });

  test('has null for what is missing', async () => {
    const api = await startApi();
    expect(await api.data(`{ agent(username: "b.okafor") { ${USAGE} } }`)).toEqual({
      agent: {
        timeUsage: {
          firstLogin: null,
          lastLogoff: null,
          login: null,
          afterCall: null,
          break: null,
          pausa: null,
          available: null,
          talk: null,
          wrapUp: null,
          customerLeave: null,
          totalCalls: 1,
          pause: null,
          ready: null,
          agent: { username: 'b.okafor' },
        },
      },
    });
  });

  test('is null for an agent the dialer has no figures of', async () => {
    const api = await startApi();
    const document = graphql(/* GraphQL */ `
      query TimeUsageOfNobody { agent(username: "42") { timeUsage { talk } } }
    `);
    expect(await api.data(document)).toEqual({ agent: { timeUsage: null } });
  });
});
