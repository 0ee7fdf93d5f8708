import { describe, expect, test } from 'vitest';
import { startApi } from '../support/api.ts';
import { refusal, success } from '../support/otherDialer.ts';
import { leaves } from '../support/schemaFields.ts';

const idOf = (text: string): string => Buffer.from(text).toString('base64url');

const settingsOf = (campaignId: string): string =>
  `{ campaign(campaignId: "${campaignId}") { settings { ${leaves('CampaignSettings')} callTime { callTimeId name } } } }`;

/** A week of windows: those of the days named, and the default's for the others. */
const week = (windows: Readonly<Record<string, object>>): object[] =>
  ['SUNDAY', 'MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY'].map((day) => ({
    day,
    ...(windows[day] ?? windows['default']),
  }));
const open = (opens: string, closes: string, inherited: boolean): object => ({
  opens,
  closes,
  closed: false,
  inherited,
});
const closed = (inherited: boolean): object => ({ opens: null, closes: null, closed: true, inherited });

describe('campaigns', () => {
  const RENEWALS = {
    id: idOf('Campaign:50010'),
    campaignId: '50010',
    name: 'Renovación',
    active: true,
    dialer: true,
    answeringMachineDetection: true,
    listOrderMix: false,
    dialMethod: 'PREDICTIVE',
    autoDialLevel: 2.5,
    preview: false,
  };
  const COLLECTION = {
    id: idOf('Campaign:50020'),
    campaignId: '50020',
    name: 'COBRANÇA',
    active: false,
    dialer: false,
    answeringMachineDetection: null,
    listOrderMix: true,
    dialMethod: null,
    autoDialLevel: null,
    preview: false,
  };
  const PREVIEW = {
    id: idOf('Campaign:50030'),
    campaignId: '50030',
    name: 'Vista previa',
    active: true,
    dialer: false,
    answeringMachineDetection: false,
    listOrderMix: false,
    dialMethod: 'PREVIEW',
    autoDialLevel: 0,
    preview: true,
  };

  test.each([
    ['', [PREVIEW, RENEWALS, COLLECTION]],
    ['(active: null)', [PREVIEW, RENEWALS, COLLECTION]],
    ['(active: true)', [PREVIEW, RENEWALS]],
    ['(active: false)', [COLLECTION]],
  ])('%s have every field, in the order of the dialer', async (args, expected) => {
    const api = await startApi();
    expect(await api.data(`{ campaigns${args} { ${leaves('Campaign')} } }`)).toEqual({ campaigns: expected });
  });

  test.each(['"50010"', '50010', '" 50010"'])('one is found by %s', async (campaignId) => {
    const api = await startApi();
    const document = `{ campaign(campaignId: ${campaignId}) { ${leaves('Campaign')} } }`;
    expect(await api.data(document)).toEqual({ campaign: RENEWALS });
  });

  test('have the active agents whose campaign they are', async () => {
    const api = await startApi();
    const document = `{ campaigns { campaignId agents { totalCount nodes { username } } } }`;
    expect(await api.data(document)).toEqual({
      campaigns: [
        // Old.Timer is inactive.
        { campaignId: '50030', agents: { totalCount: 0, nodes: [] } },
        { campaignId: '50010', agents: { totalCount: 1, nodes: [{ username: 'Maria.ORTIZ' }] } },
        { campaignId: '50020', agents: { totalCount: 1, nodes: [{ username: 'zoe lindqvist' }] } },
      ],
    });
  });

  test('page their agents', async () => {
    const api = await startApi();
    const document = `{ portfolio(code: "NRD") { agents(first: 1) {
      totalCount edges { node { username } } pageInfo { hasNextPage hasPreviousPage }
    } } }`;
    expect(await api.data(document)).toEqual({
      portfolio: {
        agents: {
          totalCount: 2,
          edges: [{ node: { username: 'Maria.ORTIZ' } }],
          pageInfo: { hasNextPage: true, hasPreviousPage: false },
        },
      },
    });
  });
});

describe('campaign settings', () => {
  test('have every member of getCampaignInfo', async () => {
    const api = await startApi({ DIALER_TIMEZONE: 'America/Chicago' });
    expect(await api.data(settingsOf('50010'))).toEqual({
      campaign: {
        settings: {
          type: 'BLENDED',
          customFieldsLaunch: 'ONCALL',
          description: 'Renewals of the year',
          dialStatuses: ['NEW', 'NA', 'B', 'CALLBK'],
          leadOrder: 'DOWN COUNT',
          hopperLevel: 500,
          nextAgentCall: 'longest_wait_time',
          callTime: { callTimeId: 'office', name: 'Office hours' },
          dialTimeoutSeconds: 26,
          dialPrefix: '9',
          callerId: '5550100200',
          script: 'RENEWAL_1',
          recording: 'ALLFORCE',
          transferGroups: ['AGENTDIRECT', 'RENEWALS'],
          dropCallSeconds: 5,
          dropAction: 'HANGUP',
          wrapUpSeconds: 15,
          wrapUpMessage: 'Please wrap up',
          manualDialListId: '20260512001122',
          queuePriority: -20,
          defaultTransferGroup: 'AGENTDIRECT',
          surveyMethod: 'AGENT_XFER',
          surveyDtmfDigits: '1238',
          surveyTransferExtension: '8300',
          useInternalDnc: true,
          manualDialTimeoutSeconds: 40,
          threeWayCallerId: 'CAMPAIGN',
          threeWayDialPrefix: '903',
          callbackDaysLimit: 30,
          lastCallAt: '2026-05-12T14:03:00-05:00',
        },
      },
    });
  });

  test('have null for what is not set', async () => {
    const api = await startApi({ DIALER_TIMEZONE: 'America/Chicago' });
    expect(await api.data(settingsOf('50020'))).toEqual({
      campaign: {
        settings: {
          type: null,
          customFieldsLaunch: null,
          description: null,
          dialStatuses: null,
          leadOrder: null,
          hopperLevel: null,
          nextAgentCall: null,
          // No call time has that id: the look-up behind the key gives nothing.
          callTime: null,
          dialTimeoutSeconds: null,
          dialPrefix: null,
          callerId: null,
          script: null,
          recording: null,
          transferGroups: null,
          dropCallSeconds: null,
          dropAction: null,
          wrapUpSeconds: null,
          wrapUpMessage: null,
          manualDialListId: null,
          queuePriority: null,
          defaultTransferGroup: null,
          surveyMethod: null,
          surveyDtmfDigits: null,
          surveyTransferExtension: null,
          useInternalDnc: false,
          manualDialTimeoutSeconds: null,
          threeWayCallerId: null,
          threeWayDialPrefix: null,
          callbackDaysLimit: null,
          // 02:30 does not exist on that day.
          lastCallAt: '2026-03-08T03:30:00-05:00',
        },
      },
    });
  });

  test.each([
    ['50010', 'America/Chicago', '2026-05-12T14:03:00-05:00'],
    // The gap: read as the clock would have shown it without the change.
    ['50020', 'America/Chicago', '2026-03-08T03:30:00-05:00'],
    // Twice: the first is meant.
    ['50030', 'America/Chicago', '2026-11-01T01:30:00-05:00'],
    ['50010', 'UTC', '2026-05-12T14:03:00Z'],
    ['50020', 'UTC', '2026-03-08T02:30:00Z'],
    ['50010', 'Asia/Kathmandu', '2026-05-12T14:03:00+05:45'],
  ])('read the last call of %s in %s as %s', async (campaignId, zone, lastCallAt) => {
    const api = await startApi({ DIALER_TIMEZONE: zone });
    const document = `{ campaign(campaignId: "${campaignId}") { settings { lastCallAt } } }`;
    expect(await api.data(document)).toEqual({ campaign: { settings: { lastCallAt } } });
  });

  test.each([
    refusal('Campaign does not exist'),
    { code: '41004', result: 'Invalid value in campaign_id' },
    { result: 'No Available Data' },
    success(null),
  ])('are null where the dialer says %j', async (answer) => {
    const api = await startApi();
    api.dialer.answer('getCampaignInfo', answer);
    const document = `{ campaign(campaignId: "50010") { name settings { type } } }`;
    expect(await api.data(document)).toEqual({ campaign: { name: 'Renovación', settings: null } });
  });
});

describe('the hopper', () => {
  test('has every member, next first', async () => {
    const api = await startApi();
    const document = `{ campaign(campaignId: "50010") { hopper { totalCount nodes { ${leaves('HopperLead')} } } } }`;
    const other = {
      phoneNumber: '5550107700',
      vendorLeadCode: null,
      state: null,
      disposition: 'NEW',
      callCount: 0,
      gmtOffset: -6,
      lastLocalCallAt: null,
      altDial: 'NONE',
      listId: '901',
      listName: 'Other',
      source: 'S',
    };
    expect(await api.data(document)).toEqual({
      campaign: {
        hopper: {
          totalCount: 7,
          nodes: [
            {
              hopperId: '9001',
              leadId: '20260512000301',
              phoneNumber: '5550107701',
              vendorLeadCode: 'LN-77/1',
              state: 'TX',
              disposition: 'CALLBK',
              callCount: 3,
              gmtOffset: -5.5,
              lastLocalCallAt: '2026-05-11 17:45:10',
              altDial: 'MAIN',
              listId: '20260512001122',
              listName: 'Spring &Co',
              priority: 99,
              source: 'IMPORT',
            },
            { ...other, hopperId: '9002', leadId: '302', priority: 50 },
            {
              hopperId: '9003',
              leadId: '303',
              phoneNumber: null,
              vendorLeadCode: null,
              state: null,
              disposition: null,
              callCount: null,
              gmtOffset: null,
              lastLocalCallAt: null,
              altDial: null,
              listId: null,
              listName: null,
              priority: null,
              source: null,
            },
            { ...other, hopperId: '9004', leadId: '304', priority: 0 },
            { ...other, hopperId: '9010', leadId: '306', priority: 0 },
            // By number, not by text.
            { ...other, hopperId: '10001', leadId: '307', priority: 0 },
            { ...other, hopperId: '9005', leadId: '305', priority: -10 },
          ],
        },
      },
    });
  });

  test.each([
    refusal('Error: No leads found in the hopper'),
    { result: 'No Available Data' },
    success({ rows: [], headers: [] }),
  ])('is empty where the dialer says %j', async (answer) => {
    const api = await startApi();
    api.dialer.answer('getLeadsOnHopper', answer);
    const document = `{ campaign(campaignId: "50010") { hopper {
      totalCount edges { cursor } nodes { leadId } pageInfo { ${leaves('PageInfo')} }
    } } }`;
    expect(await api.data(document)).toEqual({
      campaign: {
        hopper: {
          totalCount: 0,
          edges: [],
          nodes: [],
          pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null },
        },
      },
    });
  });
});

describe('portfolios', () => {
  test('have every field, in the order of the dialer', async () => {
    const api = await startApi();
    expect(await api.data(`{ portfolios { ${leaves('Portfolio')} agents { nodes { username } } } }`)).toEqual(
      {
        portfolios: [
          {
            id: idOf('Portfolio:sur'),
            code: 'SUR',
            name: 'Banco del Sur',
            agents: { nodes: [{ username: 'Maria.ORTIZ' }] },
          },
          {
            id: idOf('Portfolio:nrd'),
            code: 'NRD',
            name: 'Nordbank A/S',
            agents: { nodes: [{ username: 'Maria.ORTIZ' }, { username: 'zoe lindqvist' }] },
          },
          { id: idOf('Portfolio:kiw'), code: 'KIW', name: null, agents: { nodes: [] } },
        ],
      },
    );
  });

  test('one is found whatever the case of its code', async () => {
    const api = await startApi();
    expect(await api.data(`{ portfolio(code: "nrd") { code } }`)).toEqual({ portfolio: { code: 'NRD' } });
  });
});

describe('profiles', () => {
  test('have every field, in the order of the dialer', async () => {
    const api = await startApi();
    expect(await api.data(`{ profiles { ${leaves('Profile')} agents { nodes { username } } } }`)).toEqual({
      profiles: [
        {
          id: idOf('Profile:collections'),
          profileId: 'COLLECTIONS',
          name: 'Collections',
          dispositionSet: 'PAYMENT FOLLOW-UP',
          agents: { nodes: [{ username: 'B.Okafor' }] },
        },
        {
          id: idOf('Profile:servers_eu'),
          profileId: 'SERVERS_EU',
          name: 'Servers, Europe',
          dispositionSet: 'SERVER SET',
          agents: { nodes: [{ username: 'Maria.ORTIZ' }] },
        },
        // Its only agent is inactive.
        {
          id: idOf('Profile:vip'),
          profileId: 'VIP',
          name: 'VIP',
          dispositionSet: null,
          agents: { nodes: [] },
        },
      ],
    });
  });

  test('one is found whatever the case of its id, and not by its row number', async () => {
    const api = await startApi();
    const document = `{ byId: profile(profileId: "Servers_eu") { profileId } byRow: profile(profileId: 41) { profileId } }`;
    expect(await api.data(document)).toEqual({ byId: { profileId: 'SERVERS_EU' }, byRow: null });
  });
});

describe('call times', () => {
  const OFFICE = {
    SUNDAY: closed(false),
    MONDAY: open('07:30', '20:00', false),
    // 0 to 12:00: only 0/0 is "the default applies".
    THURSDAY: open('00:00', '12:00', false),
    SATURDAY: open('10:05', '24:00', false),
    default: open('09:00', '17:00', true),
  };
  const WINDOWS = 'windows { day opens closes closed inherited }';

  test('have every field of the list, in the order of the dialer', async () => {
    const api = await startApi();
    expect(await api.data(`{ callTimes { id callTimeId name userGroup ${WINDOWS} } }`)).toEqual({
      callTimes: [
        {
          id: idOf('CallTime:24hours'),
          callTimeId: '24hours',
          name: '24 Hours',
          userGroup: '---ALL---',
          windows: week({ default: open('00:00', '24:00', true) }),
        },
        {
          id: idOf('CallTime:office'),
          callTimeId: 'office',
          name: 'Office hours',
          userGroup: 'OFFICE',
          windows: week(OFFICE),
        },
        {
          id: idOf('CallTime:closed'),
          callTimeId: 'CLOSED',
          name: 'CLOSED',
          userGroup: null,
          windows: week({ default: closed(true) }),
        },
      ],
    });
  });

  test('one has every field, its details too', async () => {
    const api = await startApi();
    const document = `{ callTime(callTimeId: "OFFICE") { ${leaves('CallTime')} windows { ${leaves('CallWindow')} } } }`;
    const audio = { afterHoursAudio: 'closed_tone' };
    expect(await api.data(document)).toEqual({
      callTime: {
        id: idOf('CallTime:office'),
        callTimeId: 'office',
        name: 'Office hours',
        userGroup: 'OFFICE',
        comments: 'Since May',
        stateCallTimes: ['california', 'new york'],
        holidays: ['NEWYEAR'],
        windows: week({
          SUNDAY: { ...OFFICE.SUNDAY, ...audio },
          MONDAY: { ...OFFICE.MONDAY, afterHoursAudio: 'monday_late' },
          THURSDAY: { ...OFFICE.THURSDAY, ...audio },
          SATURDAY: { ...OFFICE.SATURDAY, ...audio },
          default: { ...OFFICE.default, ...audio },
        }),
      },
    });
  });

  test('one may have no details', async () => {
    const api = await startApi();
    const document = `{ callTime(callTimeId: "24hours") {
      comments stateCallTimes holidays windows { afterHoursAudio }
    } }`;
    expect(await api.data(document)).toEqual({
      callTime: {
        comments: null,
        stateCallTimes: [],
        holidays: null,
        windows: Array.from({ length: 7 }, () => ({ afterHoursAudio: null })),
      },
    });
  });

  test('in the list have details too, each by itself', async () => {
    const api = await startApi();
    const document = `{ callTimes { callTimeId comments holidays } }`;
    expect(await api.data(document)).toEqual({
      callTimes: [
        { callTimeId: '24hours', comments: null, holidays: null },
        { callTimeId: 'office', comments: 'Since May', holidays: ['NEWYEAR'] },
        // The dialer has no details of this one.
        { callTimeId: 'CLOSED', comments: null, holidays: null },
      ],
    });
  });
});

describe('the dashboard', () => {
  test('has every field', async () => {
    const api = await startApi();
    const document = `{ dashboard {
      agentCounts { ${leaves('AgentCounts')} }
      agentsInCall
      timeUsage { ${leaves('TimeUsageReport')} agents { talk totalCalls agent { username name } } }
    } }`;
    expect(await api.data(document)).toEqual({
      dashboard: {
        agentCounts: { live: 61, paused: 9, ready: 24, inCall: 28, offline: null, totalActive: 103 },
        agentsInCall: 23,
        timeUsage: {
          averagePause: 13.75,
          averageReady: 27.5,
          averageTalk: 38,
          agents: [
            { talk: 37.14, totalCalls: 25, agent: { username: 'MARIA.ORTIZ', name: 'María Ortiz' } },
            { talk: null, totalCalls: 1, agent: { username: 'b.okafor', name: 'Bola Okafor' } },
          ],
        },
      },
    });
  });
});

describe('what the dialer does not know', () => {
  test.each([
    ['goGetAllCampaigns', 'campaigns'],
    ['getAllPortfolios', 'portfolios'],
    ['getAllProfiles', 'profiles'],
    ['goGetAllCalltimes', 'callTimes'],
  ])('is an empty list where %s says so', async (action, field) => {
    const api = await startApi();
    api.dialer.answer(action, { result: 'No Available Data' });
    expect(await api.data(`{ ${field} { name } }`)).toEqual({ [field]: [] });
  });

  test.each([
    ['agent(username: "nobody") { username }', 'agent'],
    ['campaign(campaignId: "1") { name }', 'campaign'],
    ['portfolio(code: "AAA") { name }', 'portfolio'],
    ['portfolio(code: "") { name }', 'portfolio'],
    ['profile(profileId: "NONE") { name }', 'profile'],
    ['callTime(callTimeId: "never") { name }', 'callTime'],
    // Asked of goGetCalltimeInfo, which says that it does not exist.
    ['callTime(callTimeId: "never") { comments }', 'callTime'],
    ['callTime(callTimeId: "") { comments }', 'callTime'],
    ['callTime(callTimeId: " ") { comments }', 'callTime'],
  ])('is null without an error: %s', async (field, name) => {
    const api = await startApi();
    expect(await api.data(`{ ${field} }`)).toEqual({ [name]: null });
  });

  test.each([
    ['goGetAllUsers', 'agent(username: "maria.ortiz") { name }', 'agent'],
    ['goGetAllCampaigns', 'campaign(campaignId: "50010") { name }', 'campaign'],
    ['getAllPortfolios', 'portfolio(code: "NRD") { name }', 'portfolio'],
    ['getAllProfiles', 'profile(profileId: "VIP") { name }', 'profile'],
    ['goGetAllCalltimes', 'callTime(callTimeId: "office") { name }', 'callTime'],
    ['goGetCalltimeInfo', 'callTime(callTimeId: "office") { comments }', 'callTime'],
  ])('is null where %s says that there is nothing', async (action, field, name) => {
    const api = await startApi();
    api.dialer.answer(action, { result: 'No Available Data' });
    expect(await api.data(`{ ${field} }`)).toEqual({ [name]: null });
  });
});
