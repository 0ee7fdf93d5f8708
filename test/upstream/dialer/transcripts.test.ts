import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Answer } from '../../../src/upstream/client/answer.ts';
import type { UpstreamClient } from '../../../src/upstream/client/client.ts';
import { ENDPOINTS } from '../../../src/upstream/endpoints.ts';
import { Table } from '../../../src/upstream/wire/reading/table.ts';
import { startScriptedServer, type ScriptedServer } from '../../support/scriptedServer.ts';
import { notice, refusal, success } from '../leadLines.ts';
import { ofAnyone } from '../asking.ts';
import { bodyOf, transcriptOf, transcripts } from '../transcripts.ts';
import { upstreamOf } from '../upstreamOf.ts';

let server: ScriptedServer;
beforeAll(async () => {
  server = await startScriptedServer();
});
afterEach(() => server.clear());
afterAll(() => server.close());

interface Case {
  /** The transcript's file. */
  readonly file: string;
  readonly ask: (client: UpstreamClient) => Promise<Answer<unknown>>;
  readonly path: string;
  /** The fields behind the four that every call starts with. */
  readonly fields: readonly (readonly [string, string])[];
  /** Written from the document. */
  readonly model: unknown;
}

const REPORTS = '/goAPIv2/goReports/goAPI.php';
const DASHBOARD = '/goAPIv2/goDashboard/goAPI.php';
const USERS = '/goAPIv2/goUsers/goAPI.php';
const CALL_TIMES = '/goAPIv2/goCalltimes/goAPI.php';
const CAMPAIGNS = '/goAPIv2/goCampaigns/goAPI.php';
const AGENT = '/goAPIv2/goAgent/goAPI.php';

const ACTIVE = { closed: false, inherited: false } as const;
const DEFAULT = { closed: false, inherited: true } as const;

const cases: readonly Case[] = [
  {
    file: 'outbound_cdr',
    ask: (client) =>
      client.call(ENDPOINTS.outbound_cdr, {
        from: '2025-05-02',
        to: '2025-05-03',
        portfolios: ['AAA', 'BBB'],
        profiles: ['LOANS'],
      }),
    path: REPORTS,
    fields: [
      ['fromDate', '2025-05-02'],
      ['toDate', '2025-05-03'],
      ['tenant[]', 'AAA'],
      ['tenant[]', 'BBB'],
      ['profile[]', 'LOANS'],
    ],
    model: {
      calls: new Table([
        {
          startedAt: '2025-05-02 06:58:53',
          ownNumber: '8888888888',
          direction: 'OUTBOUND',
          durationSeconds: null,
          queue: null,
          uniqueId: null,
          contactNumber: '3333333333',
          agentUsername: 'Agent.Example',
          campaignName: 'CAMPAIGN-1',
          callType: 'DIALER',
          callTypeText: 'Dialer',
          disposition: 'Voicemail',
          carrierDisposition: 'Answer',
          terminationReason: 'AGENT',
          terminationReasonText: 'AGENT',
          queueSeconds: 0,
          portfolioCode: 'AAA',
          portfolioText: 'AAA',
          vendorLeadCode: '11111111-22222222...',
          leadId: '11111111',
          listId: '222222222222222',
          leadEnteredAt: '2025-05-02 06:55:08',
        },
        {
          startedAt: '2025-05-02 06:58:54',
          ownNumber: '2222222222',
          direction: 'OUTBOUND',
          durationSeconds: null,
          queue: null,
          uniqueId: null,
          contactNumber: '4444444444',
          agentUsername: 'Agent.Example',
          campaignName: 'CAMPAIGN-2',
          callType: 'DIALER',
          callTypeText: 'Dialer',
          disposition: 'Voicemail',
          carrierDisposition: 'Answer',
          terminationReason: 'AGENT',
          terminationReasonText: 'AGENT',
          queueSeconds: 37,
          portfolioCode: 'BBB',
          portfolioText: 'BBB',
          vendorLeadCode: '22222222-33333333...',
          leadId: '222222222',
          listId: '33333333333333',
          leadEnteredAt: '2025-05-02 06:55:08',
        },
      ]),
      campaigns: new Table([
        {
          campaignName: 'CAMPAIGN-1',
          totalLeads: 296,
          dialable: 296,
          pending: 0,
          totalCalls: 651,
          dialerCalls: 526,
          dialedCalls: 651,
          manualCalls: 125,
          handledCalls: 285,
          totalRemoved: 0,
          removed: 127,
          removedAllPeriod: 127,
        },
        {
          campaignName: 'CAMPAIGN-2',
          totalLeads: 3031,
          dialable: 3031,
          pending: 2018,
          totalCalls: 1013,
          dialerCalls: 1010,
          dialedCalls: 1013,
          manualCalls: 3,
          handledCalls: 661,
          totalRemoved: 0,
          removed: 11,
          removedAllPeriod: 11,
        },
      ]),
    },
  },
  {
    file: 'inbound_cdr',
    ask: (client) => client.call(ENDPOINTS.inbound_cdr, {}),
    path: REPORTS,
    fields: [],
    model: new Table([
      {
        startedAt: '2025-05-29 22:23:05',
        uniqueId: '1234567890.000001',
        enteredQueueAt: '2025-05-29 22:23:33',
        contactNumber: '5551234567',
        direction: 'INBOUND',
        callType: 'INBOUND',
        ownNumber: '5559876543',
        carrier: 'SIP/EXAMPLE1-00000001',
        queue: 'EXAMPLE_QUEUE_1',
        agentUsername: 'Agent001',
        campaignName: 'EXAMPLE_CAMPAIGN_A',
        disposition: 'Live Disconnect',
        terminationReason: 'CALLER',
        terminationReasonText: 'CALLER',
        queueSeconds: 0,
        durationSeconds: 34,
        queuePosition: 1,
        portfolioCode: 'PORTFOLIO_A',
        portfolioText: 'PORTFOLIO_A',
        leadId: '10000001',
        listName: 'Example List',
        vendorLeadCode: 'John Doe',
      },
      {
        startedAt: '2025-05-29 20:07:06',
        uniqueId: '1234567890.000002',
        enteredQueueAt: '2025-05-29 20:07:15',
        contactNumber: '5557654321',
        direction: 'INBOUND',
        callType: 'INBOUND',
        ownNumber: '5552468135',
        carrier: 'SIP/EXAMPLE2-00000002',
        queue: 'EXAMPLE_QUEUE_2',
        agentUsername: 'Agent002',
        campaignName: 'EXAMPLE_CAMPAIGN_B',
        disposition: 'Denied',
        terminationReason: 'CALLER',
        terminationReasonText: 'CALLER',
        queueSeconds: 0,
        durationSeconds: 140,
        queuePosition: 1,
        portfolioCode: 'PORTFOLIO_B',
        portfolioText: 'PORTFOLIO_B',
        leadId: '10000002',
        listName: 'Example List',
        vendorLeadCode: 'Jane Smith',
      },
    ]),
  },
  {
    file: 'exportAgentReport',
    ask: (client) =>
      client.call(ENDPOINTS.exportAgentReport, {
        from: '2025-05-09',
        to: '2025-05-10',
        agents: ['Example.User1', 'Example.User2'],
      }),
    path: REPORTS,
    fields: [
      ['fromDate', '2025-05-09'],
      ['toDate', '2025-05-10'],
      ['user[]', 'Example.User1'],
      ['user[]', 'Example.User2'],
    ],
    model: {
      agents: new Table(
        [
          {
            agentUsername: 'Example.User1',
            portfolioCode: 'CSC',
            profileId: 'Servers',
            firstActivityAt: '2025-05-05 10:39:25',
            lastActivityAt: '2025-05-05 20:00:41',
            availableSeconds: 6708,
            averageAvailableBetweenCallsSeconds: 10,
            talkSeconds: 21066,
            averageTalkSeconds: 30,
            talkAndAvailableSeconds: 27774,
            wrapUpSeconds: null,
            afterCallSeconds: 2203,
            totalCalls: 684,
            breakSeconds: 3699,
            pauseSeconds: 6,
            loginSeconds: 33685,
            sales: 3,
            denied: 0,
            lip: 0,
            vrf: 0,
          },
          {
            agentUsername: 'Example.User1',
            portfolioCode: 'GAL',
            profileId: 'Mul Portfo',
            firstActivityAt: '2025-05-05 12:06:13',
            lastActivityAt: '2025-05-05 20:57:27',
            availableSeconds: 5542,
            averageAvailableBetweenCallsSeconds: 19,
            talkSeconds: 15440,
            averageTalkSeconds: 42,
            talkAndAvailableSeconds: 20982,
            wrapUpSeconds: null,
            afterCallSeconds: 3263,
            totalCalls: 299,
            breakSeconds: 6394,
            pauseSeconds: 125,
            loginSeconds: 30926,
            sales: 4,
            denied: 0,
            lip: 0,
            vrf: 0,
          },
        ],
        [],
        [
          { title: 'User', field: 'user' },
          { title: 'First Activity', field: 'first_activity' },
        ],
      ),
      summary: new Table(
        [
          {
            kind: 'SUM',
            availableSeconds: 12250,
            averageAvailableBetweenCallsSeconds: 29,
            talkSeconds: 36506,
            averageTalkSeconds: 72,
            talkAndAvailableSeconds: 48756,
            wrapUpSeconds: 0,
            afterCallSeconds: 5466,
            totalCalls: 983,
            breakSeconds: 10093,
            pauseSeconds: 131,
            loginSeconds: 64611,
            sales: 7,
            denied: 0,
            lip: 0,
            vrf: 0,
          },
          {
            kind: 'AVERAGE',
            availableSeconds: 6125,
            averageAvailableBetweenCallsSeconds: 14.5,
            talkSeconds: 18253,
            averageTalkSeconds: 36,
            talkAndAvailableSeconds: 24378,
            wrapUpSeconds: 0,
            afterCallSeconds: 2733,
            totalCalls: 491.5,
            breakSeconds: 5046.5,
            pauseSeconds: 65.5,
            loginSeconds: 32305.5,
            sales: 3.5,
            denied: 0,
            lip: 0,
            vrf: 0,
          },
          {
            kind: 'MAX',
            availableSeconds: 5542,
            averageAvailableBetweenCallsSeconds: 19,
            talkSeconds: 15440,
            averageTalkSeconds: 42,
            talkAndAvailableSeconds: 20982,
            wrapUpSeconds: 0,
            afterCallSeconds: 3263,
            totalCalls: 299,
            breakSeconds: 6394,
            pauseSeconds: 125,
            loginSeconds: 30926,
            sales: 4,
            denied: 0,
            lip: 0,
            vrf: 0,
          },
          {
            kind: 'MIN',
            availableSeconds: 5542,
            averageAvailableBetweenCallsSeconds: 10,
            talkSeconds: 15440,
            averageTalkSeconds: 30,
            talkAndAvailableSeconds: 20982,
            wrapUpSeconds: 0,
            afterCallSeconds: 2203,
            totalCalls: 299,
            breakSeconds: 3699,
            pauseSeconds: 6,
            loginSeconds: 30926,
            sales: 3,
            denied: 0,
            lip: 0,
            vrf: 0,
          },
        ],
        [],
        [
          { title: 'Type', field: 'type' },
          { title: 'Login Time', field: 'login_time' },
        ],
      ),
    },
  },
  {
    file: 'agent_cdr',
    ask: (client) =>
      client.call(ENDPOINTS.agent_cdr, {
        from: '2025-05-13',
        to: '2025-05-13',
        agents: ['example.user1'],
        portfolios: ['CSC'],
        profiles: ['COLLECTIONS'],
      }),
    path: REPORTS,
    fields: [
      ['fromDate', '2025-05-13'],
      ['toDate', '2025-05-13'],
      ['tenant[]', 'CSC'],
      ['profile[]', 'COLLECTIONS'],
      ['user[]', 'example.user1'],
    ],
    model: new Table([
      {
        direction: 'OUTBOUND',
        agentUsername: 'Example.User1',
        startedAt: '2025-05-13 20:59:08',
        disposition: 'VM / NML',
        contactNumber: '1234567890',
        ownNumber: null,
        queueSeconds: null,
        queue: null,
        uniqueId: null,
        loanNumber: '1111111-222222-...',
        callType: 'MANUAL',
        callTypeText: 'MANUAL',
        durationSeconds: 47,
        leadId: '3333333',
        terminationReason: 'CALLER',
        terminationReasonText: 'CALLER',
        portfolioCode: 'GAL',
        portfolioText: 'GAL',
        campaignName: 'GALSERVERS',
      },
      {
        direction: 'OUTBOUND',
        agentUsername: 'Example.User2',
        startedAt: '2025-05-13 20:56:45',
        disposition: 'VM / NML',
        contactNumber: '9876543210',
        ownNumber: null,
        queueSeconds: null,
        queue: null,
        uniqueId: null,
        loanNumber: '33333333-444444...',
        callType: 'DIALER',
        callTypeText: 'DIALER',
        durationSeconds: 20,
        leadId: '3344444',
        terminationReason: 'CALLER',
        terminationReasonText: 'CALLER',
        portfolioCode: 'GAL',
        portfolioText: 'GAL',
        campaignName: 'GALFRESHLEADS',
      },
    ]),
  },
  {
    file: 'agent_calls_report',
    ask: (client) =>
      client.call(ENDPOINTS.agent_calls_report, {
        from: '2025-05-12',
        to: '2025-05-14',
        portfolios: ['GAL'],
        profiles: ['SERVERS'],
      }),
    path: REPORTS,
    fields: [
      ['fromDate', '2025-05-12'],
      ['toDate', '2025-05-14'],
      ['tenant[]', 'GAL'],
      ['profile[]', 'SERVERS'],
    ],
    model: new Table([
      {
        agentUsername: 'User.Example1',
        profileId: 'Collections',
        portfolioCode: 'GAL',
        averageTalkSeconds: 43,
        totalCalls: 577,
        manualCalls: 9,
        inboundCalls: 12,
        dialerCalls: 0,
      },
      {
        agentUsername: 'User.Example2',
        profileId: 'Servers',
        portfolioCode: 'CSC',
        averageTalkSeconds: 67,
        totalCalls: 245,
        manualCalls: 24,
        inboundCalls: 22,
        dialerCalls: 0,
      },
      {
        agentUsername: 'User.Example3',
        profileId: 'VIP',
        portfolioCode: 'ADMIN',
        averageTalkSeconds: 46,
        totalCalls: 887,
        manualCalls: 235,
        inboundCalls: 41,
        dialerCalls: 0,
      },
    ]),
  },
  {
    file: 'exportPauseReport',
    ask: (client) =>
      client.call(ENDPOINTS.exportPauseReport, {
        from: '2025-05-13',
        to: '2025-05-13',
        agents: ['Example.User1', 'Example.User2'],
      }),
    path: REPORTS,
    fields: [
      ['fromDate', '2025-05-13'],
      ['toDate', '2025-05-13'],
      ['user[]', 'Example.User1'],
      ['user[]', 'Example.User2'],
    ],
    model: new Table([
      {
        agentUsername: 'Example.User1',
        loggedDays: 1,
        pauseSeconds: 6571,
        waitSeconds: 16789,
        talkSeconds: 973,
        wrapUpSeconds: 3314,
        dispositionSeconds: 1899,
        deadSeconds: 157,
        manualTalkSeconds: 6757,
        billableSeconds: 29879,
        nonBillableSeconds: 2290,
        totalSeconds: 32169,
        codes: [
          { code: 'pause', seconds: 58 },
          { code: 'dialne', seconds: 643 },
          { code: 'manual', seconds: 1001 },
          { code: 'priv', seconds: 2232 },
          { code: 'virtua', seconds: 2460 },
          { code: 'data', seconds: 0 },
          { code: 'meetin', seconds: 0 },
          { code: 'train', seconds: 0 },
          { code: 'wc', seconds: 0 },
          { code: 'lunch', seconds: 0 },
          { code: 'lagged', seconds: 0 },
          { code: 'login', seconds: 0 },
          { code: 'andial', seconds: 0 },
        ],
      },
      {
        agentUsername: 'Example.User2',
        loggedDays: 1,
        pauseSeconds: 9567,
        waitSeconds: 12565,
        talkSeconds: 4679,
        wrapUpSeconds: 0,
        dispositionSeconds: 484,
        deadSeconds: 14,
        manualTalkSeconds: 1365,
        billableSeconds: 20883,
        nonBillableSeconds: 4859,
        totalSeconds: 25742,
        codes: [
          { code: 'pause', seconds: 956 },
          { code: 'dialne', seconds: 49 },
          { code: 'login', seconds: 11 },
          { code: 'lunch', seconds: 1870 },
          { code: 'manual', seconds: 37 },
          { code: 'priv', seconds: 1387 },
          { code: 'virtua', seconds: 1753 },
          { code: 'wc', seconds: 635 },
          { code: 'data', seconds: 0 },
          { code: 'meetin', seconds: 0 },
          { code: 'train', seconds: 0 },
          { code: 'lagged', seconds: 0 },
          { code: 'andial', seconds: 0 },
        ],
      },
    ]),
  },
  {
    file: 'inbound_summary_stats',
    ask: (client) =>
      client.call(ENDPOINTS.inbound_summary_stats, {
        from: '2025-05-20',
        to: '2025-05-30',
        portfolios: ['TTY'],
      }),
    path: REPORTS,
    fields: [
      ['fromDate', '2025-05-20'],
      ['toDate', '2025-05-30'],
      ['tenant[]', 'TTY'],
    ],
    model: new Table([
      {
        date: '2025-05-28',
        totalCalls: 693,
        queuedCalls: 424,
        abandonedAfter20Seconds: 38,
        abandonedCalls: 61,
        handledCalls: 372,
        averageHoldSeconds: 67.78,
        averageHandleSeconds: 469.33,
      },
      {
        date: '2025-05-29',
        totalCalls: 716,
        queuedCalls: 507,
        abandonedAfter20Seconds: 42,
        abandonedCalls: 57,
        handledCalls: 448,
        averageHoldSeconds: 38.84,
        averageHandleSeconds: 544.3,
      },
      {
        date: '2025-05-30',
        totalCalls: 308,
        queuedCalls: 204,
        abandonedAfter20Seconds: 54,
        abandonedCalls: 24,
        handledCalls: 130,
        averageHoldSeconds: 147.03,
        averageHandleSeconds: 423.23,
      },
    ]),
  },
  {
    file: 'agent_summary_stats',
    ask: (client) => client.call(ENDPOINTS.agent_summary_stats, {}),
    path: REPORTS,
    fields: [],
    model: {
      dates: { from: '2025-05-06 00:00:00', to: '2025-05-06 23:59:59' },
      agents: new Table([
        {
          agentUsername: 'user.example',
          callsHandled: 8,
          manualCalls: 0,
          inboundCalls: 8,
          dialerCalls: 0,
          transfersOut: 0,
          transfersIn: 0,
          voicemails: 0,
          denied: 0,
          noAnswer: 0,
          sales: 0,
          wit: 0,
          loginSeconds: 18455,
          pauseSeconds: 8,
          breakSeconds: 853,
          talkSeconds: 1847,
          topDisposition: null,
          portfolioCode: 'AAA',
          profileId: 'CUSTSERVICE',
        },
        {
          agentUsername: 'user.example2',
          callsHandled: 71,
          manualCalls: 68,
          inboundCalls: 3,
          dialerCalls: 68,
          transfersOut: 0,
          transfersIn: 0,
          voicemails: 0,
          denied: 0,
          noAnswer: 0,
          sales: 0,
          wit: 0,
          loginSeconds: 18709,
          pauseSeconds: 298,
          breakSeconds: 1877,
          talkSeconds: 1640,
          topDisposition: null,
          portfolioCode: 'BBB',
          profileId: 'COLLECTIONS',
        },
      ]),
    },
  },
  {
    file: 'agentTimeUsage',
    ask: (client) => client.call(ENDPOINTS.agentTimeUsage, {}),
    path: DASHBOARD,
    fields: [],
    model: {
      agents: new Table([
        {
          username: 'john.doe',
          firstLogin: 0,
          lastLogoff: 0,
          login: 14,
          afterCall: 0,
          break: 12,
          pausa: 0,
          available: 30,
          talk: 37.14,
          wrapUp: 0,
          customerLeave: 0,
          totalCalls: 25,
          pause: 15,
          ready: 25,
        },
        {
          username: 'jane.smith',
          firstLogin: 0,
          lastLogoff: 0,
          login: 140,
          afterCall: 0,
          break: 18,
          pausa: 0,
          available: 42,
          talk: 57.54,
          wrapUp: 0,
          customerLeave: 2,
          totalCalls: 30,
          pause: 12.5,
          ready: 30.5,
        },
      ]),
      averages: { pause: 13.75, ready: 27.75, talk: 38 },
    },
  },
  {
    file: 'getAgentStatus',
    ask: (client) => client.call(ENDPOINTS.getAgentStatus, {}),
    path: DASHBOARD,
    fields: [],
    model: { live: 61, paused: 9, ready: 24, inCall: 28, offline: 42, totalActive: 102 },
  },
  {
    file: 'goGetTotalAgentsCall',
    ask: (client) => client.call(ENDPOINTS.goGetTotalAgentsCall, {}),
    path: DASHBOARD,
    fields: [],
    model: 23,
  },
  {
    file: 'getUserInfo',
    ask: (client) => client.call(ENDPOINTS.getUserInfo, { username: 'Example.User' }),
    path: USERS,
    fields: [['user', 'Example.User']],
    model: {
      username: 'example.user',
      account: {
        fullName: 'Example User',
        email: 'example.user@example.com',
        userLevel: 1,
        userGroup: 'EXAMPLE_GROUP',
        userCode: '1234',
        territory: null,
        tenant: 'EXAMPLE_TENANT',
        hotkeysActive: true,
        scheduledCallbacks: true,
        agentOnlyCallbacks: true,
        manualCalls: true,
        recording: true,
        transfers: true,
        closerDefaultBlended: false,
        chooseIngroups: false,
        chooseBlended: true,
        chooseTerritories: false,
        alertsEnabled: false,
        allowAlerts: false,
        shiftOverride: false,
        shiftEnforcementOverride: 'DISABLED',
        recordingOverride: 'DISABLED',
        alterCustomerPhoneOverride: 'NOT_ACTIVE',
        callLogViewOverride: 'DISABLED',
        leadSearchOverride: 'NOT_ACTIVE',
        presetContactSearch: 'NOT_ACTIVE',
        voicemailId: null,
        phoneLogin: '1234567890',
        transferGroups: ['CAMPAIGN1', 'CAMPAIGN2', 'CAMPAIGN3'],
        customFields: [
          { name: 'custom_one', value: null },
          { name: 'custom_two', value: null },
          { name: 'custom_three', value: null },
          { name: 'custom_four', value: null },
          { name: 'custom_five', value: null },
        ],
      },
      productivity: {
        firstActivity: '09:00:00',
        lastActivity: '17:00:00',
        loginSeconds: 28_800,
        afterCallSeconds: 600,
        breakSeconds: 1800,
        pauseSeconds: 300,
        availableSeconds: 3600,
        averageWaitSeconds: 20,
        talkSeconds: 21_600,
        talkAndAvailableSeconds: 25_200,
        totalCalls: 100,
        denied: 2,
        lip: 1,
        vrf: 3,
        sales: 5,
        slaPercent: 87,
      },
    },
  },
  {
    file: 'getLiveAgentInfo.ready',
    ask: (client) => client.call(ENDPOINTS.getLiveAgentInfo, { username: 'Example.User' }),
    path: USERS,
    fields: [['user', 'Example.User']],
    model: {
      state: 'READY',
      statusText: 'READY',
      color: 'primary',
      inCallWith: null,
      campaignId: null,
      campaignName: null,
      callType: null,
      callerId: null,
      conferenceExtension: '8600118',
      vendorLeadCode: null,
      leadId: null,
    },
  },
  {
    file: 'getLiveAgentInfo.in-call',
    ask: (client) => client.call(ENDPOINTS.getLiveAgentInfo, { username: 'Example.User' }),
    path: USERS,
    fields: [['user', 'Example.User']],
    model: {
      state: 'IN_CALL',
      statusText: 'IN CALL',
      color: 'green',
      inCallWith: '1234567890',
      campaignId: 'CAMP001',
      campaignName: 'EXAMPLE_CAMPAIGN',
      callType: 'DIALER',
      callerId: '9876543210',
      conferenceExtension: '8600118',
      vendorLeadCode: 'abc123-xyz456',
      leadId: '7890123',
    },
  },
  {
    file: 'getAllPortfolios',
    ask: (client) => client.call(ENDPOINTS.getAllPortfolios, {}),
    path: USERS,
    fields: [],
    model: new Table([
      { code: 'ABC', name: 'Alpha Business Corp' },
      { code: 'XYZ', name: 'Xylon Technologies' },
      { code: 'MNO', name: 'Monolith Solutions' },
      { code: 'PQR', name: 'Pioneer Realty Group' },
    ]),
  },
  {
    file: 'getAllProfiles',
    ask: (client) => client.call(ENDPOINTS.getAllProfiles, {}),
    path: USERS,
    fields: [],
    model: new Table([
      { profileId: 'COLLECTIONS', name: 'COLLECTIONS', rowId: '1', dispositionSet: 'PAYMENT FOLLOW-UP' },
      {
        profileId: 'CUSTOMER_SERVICE',
        name: 'CUSTOMER_SERVICE',
        rowId: '2',
        dispositionSet: 'GENERAL INQUIRIES',
      },
      { profileId: 'SALES_SUPPORT', name: 'SALES_SUPPORT', rowId: '3', dispositionSet: 'NEW LEADS' },
    ]),
  },
  {
    file: 'goGetAllUsers',
    ask: (client) => client.call(ENDPOINTS.goGetAllUsers, { inactive: false }),
    path: USERS,
    fields: [['only_inactives', '0']],
    model: {
      users: new Table([
        {
          username: 'Jhon.Exp',
          userId: 2222,
          name: 'Jhon Example',
          extension: '2222',
          level: 1,
          active: true,
          campaignId: '4460708090',
          campaignName: '...',
          rank: 0,
          profileRowId: '22',
          portfolioCodes: ['AMI', 'IST', 'PTR'],
          permissions: {
            inbound: true,
            dialer: true,
            transfer: true,
            manualDialOnly: false,
            manualCalls: true,
          },
          transferGroups: ['AGENTDIRECT'],
        },
      ]),
      previewCampaigns: new Table([
        { campaignId: '12345678', name: 'PAYMENTS' },
        { campaignId: '234567891', name: 'GENERAL' },
      ]),
    },
  },
  {
    file: 'goGetAllCalltimes',
    ask: (client) => client.call(ENDPOINTS.goGetAllCalltimes, {}),
    path: CALL_TIMES,
    fields: [],
    model: new Table([
      {
        callTimeId: '24hrs',
        name: '24 Hours',
        userGroup: '---ALL---',
        windows: [
          { day: 'SUNDAY', opens: '00:00', closes: '24:00', ...DEFAULT },
          { day: 'MONDAY', opens: '00:00', closes: '24:00', ...DEFAULT },
          { day: 'TUESDAY', opens: '00:00', closes: '24:00', ...DEFAULT },
          { day: 'WEDNESDAY', opens: '00:00', closes: '24:00', ...DEFAULT },
          { day: 'THURSDAY', opens: '00:00', closes: '24:00', ...DEFAULT },
          { day: 'FRIDAY', opens: '00:00', closes: '24:00', ...DEFAULT },
          { day: 'SATURDAY', opens: '00:00', closes: '24:00', ...DEFAULT },
        ],
      },
      {
        callTimeId: '7am6pm',
        name: '7am6pm',
        userGroup: '---ALL---',
        windows: [
          { day: 'SUNDAY', opens: '07:00', closes: '18:00', ...DEFAULT },
          { day: 'MONDAY', opens: '07:00', closes: '18:00', ...ACTIVE },
          { day: 'TUESDAY', opens: '07:00', closes: '18:00', ...ACTIVE },
          { day: 'WEDNESDAY', opens: '07:00', closes: '18:00', ...ACTIVE },
          { day: 'THURSDAY', opens: '07:00', closes: '18:00', ...ACTIVE },
          { day: 'FRIDAY', opens: '07:00', closes: '18:00', ...ACTIVE },
          { day: 'SATURDAY', opens: '07:00', closes: '16:00', ...ACTIVE },
        ],
      },
      {
        callTimeId: 'CLOSED',
        name: 'CLOSED',
        userGroup: '---ALL---',
        windows: [
          { day: 'SUNDAY', opens: null, closes: null, closed: true, inherited: true },
          { day: 'MONDAY', opens: null, closes: null, closed: true, inherited: true },
          { day: 'TUESDAY', opens: null, closes: null, closed: true, inherited: true },
          { day: 'WEDNESDAY', opens: null, closes: null, closed: true, inherited: true },
          { day: 'THURSDAY', opens: null, closes: null, closed: true, inherited: true },
          { day: 'FRIDAY', opens: null, closes: null, closed: true, inherited: true },
          { day: 'SATURDAY', opens: null, closes: null, closed: true, inherited: true },
        ],
      },
      {
        callTimeId: '7am6pmMF',
        name: '7am6pm M to F',
        userGroup: '---ALL---',
        windows: [
          { day: 'SUNDAY', opens: '07:00', closes: '18:00', ...DEFAULT },
          { day: 'MONDAY', opens: '07:00', closes: '18:00', ...ACTIVE },
          { day: 'TUESDAY', opens: '07:00', closes: '18:00', ...ACTIVE },
          { day: 'WEDNESDAY', opens: '07:00', closes: '18:00', ...ACTIVE },
          { day: 'THURSDAY', opens: '07:00', closes: '18:00', ...ACTIVE },
          { day: 'FRIDAY', opens: '07:00', closes: '18:00', ...ACTIVE },
          { day: 'SATURDAY', opens: '07:00', closes: '18:00', ...DEFAULT },
        ],
      },
      {
        callTimeId: '7am8pmMF',
        name: '7am8pmMF',
        userGroup: '---ALL---',
        windows: [
          { day: 'SUNDAY', opens: '09:00', closes: '17:00', ...ACTIVE },
          { day: 'MONDAY', opens: '07:00', closes: '20:00', ...ACTIVE },
          { day: 'TUESDAY', opens: '07:00', closes: '20:00', ...ACTIVE },
          { day: 'WEDNESDAY', opens: '07:00', closes: '20:00', ...ACTIVE },
          { day: 'THURSDAY', opens: '07:00', closes: '20:00', ...ACTIVE },
          { day: 'FRIDAY', opens: '07:00', closes: '20:00', ...ACTIVE },
          { day: 'SATURDAY', opens: '07:00', closes: '16:00', ...ACTIVE },
        ],
      },
      {
        callTimeId: '24hours',
        name: '24 Hours',
        userGroup: '---ALL---',
        windows: [
          { day: 'SUNDAY', opens: '00:00', closes: '24:00', ...DEFAULT },
          { day: 'MONDAY', opens: '00:00', closes: '24:00', ...DEFAULT },
          { day: 'TUESDAY', opens: '00:00', closes: '24:00', ...DEFAULT },
          { day: 'WEDNESDAY', opens: '00:00', closes: '24:00', ...DEFAULT },
          { day: 'THURSDAY', opens: '00:00', closes: '24:00', ...DEFAULT },
          { day: 'FRIDAY', opens: '00:00', closes: '24:00', ...DEFAULT },
          { day: 'SATURDAY', opens: '00:00', closes: '24:00', ...DEFAULT },
        ],
      },
    ]),
  },
  {
    file: 'goGetCalltimeInfo',
    ask: (client) => client.call(ENDPOINTS.goGetCalltimeInfo, { callTimeId: 'weekdays-example' }),
    path: CALL_TIMES,
    fields: [['call_time_id', 'weekdays-example']],
    model: {
      callTimeId: 'weekdays-example',
      name: 'weekdays-example',
      userGroup: '---ALL---',
      windows: [
        { day: 'SUNDAY', opens: '07:00', closes: '18:00', ...DEFAULT },
        { day: 'MONDAY', opens: '07:00', closes: '18:00', ...ACTIVE },
        { day: 'TUESDAY', opens: '07:00', closes: '18:00', ...ACTIVE },
        { day: 'WEDNESDAY', opens: '07:00', closes: '18:00', ...ACTIVE },
        { day: 'THURSDAY', opens: '07:00', closes: '18:00', ...ACTIVE },
        { day: 'FRIDAY', opens: '07:00', closes: '18:00', ...ACTIVE },
        { day: 'SATURDAY', opens: '07:00', closes: '16:00', ...ACTIVE },
      ],
      comments: 'weekdays-example_7am6pm_7am4pm-Saturday',
      stateCallTimes: [],
      holidays: [],
      afterHoursAudio: [null, null, null, null, null, null, null],
    },
  },
  {
    file: 'getCampaignInfo',
    ask: (client) => client.call(ofAnyone(ENDPOINTS.getCampaignInfo), { campaignId: '11111111' }),
    path: CAMPAIGNS,
    fields: [['campaign_id', '11111111']],
    model: {
      campaignId: '1234567',
      type: 'OUTBOUND',
      customFieldsLaunch: 'ONCALL',
      description: null,
      dialStatuses: null,
      leadOrder: 'DOWN_LAST_CALL_TIME',
      hopperLevel: 1000,
      nextAgentCall: 'longest_wait_time',
      callTimeId: '24hrs',
      dialTimeoutSeconds: 30,
      dialPrefix: '903',
      callerId: '123456789',
      script: 'SCRIPT001',
      recording: 'ALLFORCE',
      transferGroups: ['AGENTDIRECT', 'CUTSERVICE'],
      dropCallSeconds: 1,
      dropAction: 'IN_GROUP',
      wrapUpSeconds: 0,
      wrapUpMessage: null,
      manualDialListId: '999999999',
      queuePriority: 50,
      defaultTransferGroup: 'AGENTDIRECT',
      surveyMethod: 'AGENT_XFER',
      surveyDtmfDigits: '1238',
      surveyTransferExtension: '8300',
      useInternalDnc: true,
      manualDialTimeoutSeconds: 30,
      threeWayCallerId: 'CAMPAIGN',
      threeWayDialPrefix: '903',
      callbackDaysLimit: 0,
      lastCallAt: '2025-05-07 11:51:49',
    },
  },
  {
    file: 'goGetAllCampaigns',
    ask: (client) => client.call(ENDPOINTS.goGetAllCampaigns, {}),
    path: CAMPAIGNS,
    fields: [],
    model: new Table([
      {
        campaignId: '99999999',
        name: 'SERVERS',
        dialer: true,
        answeringMachineDetection: true,
        listOrderMix: true,
        dialMethod: 'POWER DIAL',
        autoDialLevel: 3,
        active: true,
      },
      {
        campaignId: '88888888',
        name: 'DEFAULT',
        dialer: false,
        answeringMachineDetection: true,
        listOrderMix: true,
        dialMethod: 'POWER DIAL',
        autoDialLevel: 0,
        active: true,
      },
      {
        campaignId: '77777777',
        name: 'COLLECTIONS',
        dialer: true,
        answeringMachineDetection: true,
        listOrderMix: true,
        dialMethod: 'POWER DIAL',
        autoDialLevel: 2,
        active: true,
      },
    ]),
  },
  {
    file: 'getLeadsOnHopper',
    ask: (client) => client.call(ENDPOINTS.getLeadsOnHopper, { campaignId: '123456' }),
    path: CAMPAIGNS,
    fields: [['campaign_id', '123456']],
    model: new Table([
      {
        hopperId: '5001',
        leadId: '10001',
        lastLocalCallAt: '2025-06-01 14:23:45',
        vendorLeadCode: 'LN123456',
        phoneNumber: '5551234567',
        state: 'CA',
        disposition: 'NEW',
        callCount: 0,
        gmtOffset: -8,
        altDial: 'MAIN',
        listName: 'Default Leads List',
        listId: '901',
        priority: 99,
        source: 'WEBFORM',
      },
      {
        hopperId: '5002',
        leadId: '10002',
        lastLocalCallAt: '2025-06-01 13:12:09',
        vendorLeadCode: 'LN654321',
        phoneNumber: '5559876543',
        state: 'TX',
        disposition: 'CALLBK',
        callCount: 1,
        gmtOffset: -6,
        altDial: 'ALT',
        listName: 'Follow-up List',
        listId: '902',
        priority: 90,
        source: 'IMPORT',
      },
    ]),
  },
  {
    file: 'goGetCustomerInfo',
    ask: (client) => client.call(ENDPOINTS.goGetCustomerInfo, { leadId: '14246', phoneNumber: '8004321000' }),
    path: AGENT,
    fields: [
      ['lead_id', '14246'],
      ['phone_number', '8004321000'],
      ['goLeadID', '14246'],
    ],
    model: {
      leadId: '14246',
      listId: '22799125',
      status: 'PU',
      agentUsername: 'Bruno',
      title: 'Lic',
      firstName: 'Bruno',
      middleInitial: 'M',
      lastName: 'Macias',
      phoneNumber: '8004321000',
      altPhoneNumber: '5587654321',
      email: 'brunoramiro@email.com',
      gender: 'UNDEFINED',
      dateOfBirth: '1825-10-23',
      address: {
        line1: 'Av. Reforma 123',
        line2: 'Interior 4B',
        line3: 'Col. Centro',
        city: 'Guadalajara',
        state: 'Jalisco',
        province: 'Ontario',
        postalCode: '44100',
        countryCode: 'MX',
      },
      comments: 'Additional information was requested.',
      isCustomer: false,
      customFields: [],
    },
  },
];

describe('the documented answers, read in full', () => {
  test.each(cases)('$file', async ({ file, ask, path, fields, model }) => {
    const { action } = transcriptOf(file);
    server.answer(action, bodyOf(file));
    const { client, logged } = upstreamOf(server.url);

    const answer = await ask(client);
    expect(answer.model).toStrictEqual(model);
    expect(answer.gaps).toEqual([]);
    expect(logged).toEqual([]);

    expect(server.requests).toHaveLength(1);
    const [request] = server.requests;
    expect(request).toMatchObject({ method: 'POST', path });
    expect(request?.headers['content-type']).toBe('application/x-www-form-urlencoded');
    expect([...(request?.query ?? [['the query', 'is unknown']])]).toEqual([]);
    expect(request?.fields).toEqual([
      ['goUser', 'MyUser'],
      ['goPass', 'MyPass'],
      ['goAction', action],
      ['responsetype', 'json'],
      ...fields,
    ]);
    await client.close();
  });

  test('call-reports', async () => {
    server.answer('call-reports', {
      headers: { 'content-type': 'application/json' },
      body: bodyOf('call-reports'),
    });
    const { client, logged } = upstreamOf(server.url);
    const { model: calls, gaps } = await client.call(ENDPOINTS['call-reports'], {
      tenantId: '37',
      start: '2022-10-10 00:00:00',
      end: '2022-10-11 00:00:00',
      timezone: 'America/New_York',
    });

    expect(gaps).toEqual([]);
    expect(calls).toStrictEqual(
      new Table([
        {
          id: '2d275d62-706c-42d2-a4d4-e4ef53d83974',
          startedAt: '2022-10-10 23:07:20',
          callerNumber: '5555555555',
          callerName: 'BILL CLINTON',
          dialedNumber: '5555555555',
          direction: 'INBOUND',
          disposition: 'ANSWERED',
          durationSeconds: 4,
          afterAnswerSeconds: 4,
          answeredBy: null,
          recorded: false,
          queueCall: false,
          presented: true,
          outcome: null,
          uniqueId: 'atl-ast2-1665457640.1430167',
          previousUniqueId: null,
          nextUniqueId: null,
          billingId: null,
          partnerId: null,
          quality: { meanOpinionScore: 0, jitterPercent: 0, packetLoss: 0, qos: 0 },
          origin: {
            ani: '5555555555',
            outgoingCallerId: null,
            ocn: '8911',
            spid: null,
            lec: 'JAMAICA TELEPHONE CO.',
            lecType: 'CLEC',
            lata: '826',
            city: 'KINGSTON',
            rateCenter: 'KINGSTON',
            state: 'JM',
            jurisdiction: 'INTERSTATE',
            local: false,
            tollFree: null,
            international: null,
            geolocation: null,
          },
        },
        {
          id: 'ae8a5f62-7bd3-46a0-84d6-a3d46b35c886',
          startedAt: '2022-10-10 19:49:16',
          callerNumber: '5555555555',
          callerName: 'FRED DURST',
          dialedNumber: '5555555555',
          direction: 'INBOUND',
          disposition: 'NO ANSWER',
          durationSeconds: 3,
          afterAnswerSeconds: 0,
          answeredBy: null,
          recorded: false,
          queueCall: false,
          presented: false,
          outcome: null,
          uniqueId: 'atl-ast2-1665445756.1422469',
          previousUniqueId: null,
          nextUniqueId: null,
          billingId: null,
          partnerId: null,
          quality: { meanOpinionScore: 4.4, jitterPercent: 0, packetLoss: 0, qos: 1 },
          origin: {
            ani: null,
            outgoingCallerId: null,
            ocn: null,
            spid: null,
            lec: null,
            lecType: null,
            lata: null,
            city: null,
            rateCenter: null,
            state: null,
            jurisdiction: null,
            local: null,
            tollFree: null,
            international: null,
            geolocation: null,
          },
        },
      ]),
    );
    expect(logged).toEqual([]);

    expect(server.requests).toHaveLength(1);
    const [request] = server.requests;
    expect(request).toMatchObject({ method: 'GET', path: '/call-reports', fields: [] });
    expect(request?.headers).toMatchObject({
      authorization: 'Bearer MyToken',
      'content-type': 'application/json',
    });
    expect([...(request?.query ?? [])]).toEqual([
      ['tenantId', '37'],
      ['start', '2022-10-10 00:00:00'],
      ['end', '2022-10-11 00:00:00'],
      ['timezone', 'America/New_York'],
    ]);
    await client.close();
  });
});

describe('add_lead', () => {
  const expected = [
    [
      success('LEAD HAS BEEN ADDED', '7275551111', '6666', '999', '193715', '-4'),
      notice('ADDED TO HOPPER', '7275551111', '6666', '193715', '1677922'),
    ],
    [
      success('LEAD HAS BEEN ADDED', '7275551111', '6666', '999', '193716', '-4'),
      notice('CUSTOM FIELDS VALUES ADDED', '7275551111', '1234', '101'),
      notice('CUSTOM FIELDS NOT ADDED, CUSTOM FIELDS DISABLED', '7275551111', 'Y', '0'),
      notice('CUSTOM FIELDS NOT ADDED, NO CUSTOM FIELDS DEFINED FOR THIS LIST', '7275551111', '1234', '101'),
      notice('CUSTOM FIELDS NOT ADDED, NO FIELDS DEFINED', '7275551111', '1234', '101'),
      notice('MULTI-ALT-PHONE NUMBERS LOADED', '3', '6666', '193716'),
      notice('NOT ADDED TO HOPPER, OUTSIDE OF LOCAL TIME', '7275551111', '6666', '193716', '-4', '0'),
    ],
    [
      notice(
        'SCHEDULED CALLBACK ADDED',
        '1234',
        '2011-09-29 12:00:01',
        'TESTCAMP',
        '6666',
        'USERONLY',
        'CALLBK',
      ),
      // The last of the four values is empty in the document.
      notice('SCHEDULED CALLBACK NOT ADDED, USER NOT VALID', '1234', 'TESTCAMP', '6', ''),
      notice('SCHEDULED CALLBACK NOT ADDED, CAMPAIGN NOT VALID', '1234', 'XYZ'),
    ],
    [notice('NANPA options disabled, NANPA prefix data not loaded', '0', '6666')],
    [
      refusal('INVALID PHONE NUMBER LENGTH', '72755', '6666'),
      refusal('INVALID PHONE NUMBER PREFIX', '72755', '6666'),
      refusal('INVALID PHONE NUMBER AREACODE', '72755', '6666'),
      refusal('INVALID PHONE NUMBER NANPA AREACODE PREFIX', '7275551212', '6666'),
    ],
    [
      refusal('USER DOES NOT HAVE PERMISSION TO ADD LEADS TO THE SYSTEM', '6666', '0'),
      refusal('NOT AN ALLOWED LIST ID', '7275551212', '98762'),
      refusal('NOT A DEFINED LIST ID, LIST EXISTS CHECK ENABLED', '7275551212', '12344'),
    ],
    [refusal('NO FUNCTION SPECIFIED')],
    [
      refusal('DUPLICATE PHONE NUMBER IN LIST', '7275551111', '101', '8765444'),
      refusal('DUPLICATE PHONE NUMBER IN CAMPAIGN LISTS', '7275551111', '101', '8765444', '101'),
      refusal('DUPLICATE PHONE NUMBER IN SYSTEM', '7275551111', '101', '8765444', '101'),
      refusal('DUPLICATE PHONE NUMBER IN LIST', '7275551111', '101', '8765444', 'PHONE'),
      refusal('DUPLICATE PHONE NUMBER IN CAMPAIGN LISTS', '7275551111', '101', '8765444', '101', 'ALT'),
      refusal('DUPLICATE PHONE NUMBER IN SYSTEM', '7275551111', '101', '8765444', '101', 'PHONE'),
      refusal('DUPLICATE TITLE ALT_PHONE IN LIST', '1234', '7275551111', '101', '8765444'),
      refusal('DUPLICATE TITLE ALT_PHONE IN CAMPAIGN LISTS', '1234', '7275551111', '101', '8765444', '101'),
      refusal('DUPLICATE TITLE ALT_PHONE IN SYSTEM', '1234', '7275551111', '101', '8765444', '101'),
      refusal('DUPLICATE NAME PHONE IN LIST', 'Bob', 'Smith', '7275551113', '101', '8765444', '101'),
      refusal(
        'DUPLICATE NAME PHONE IN CAMPAIGN LISTS',
        'Bob',
        'Smith',
        '7275551113',
        '101',
        '8765444',
        '101',
      ),
      refusal('DUPLICATE NAME PHONE IN SYSTEM', 'Bob', 'Smith', '7275551113', '101', '8765444', '101'),
    ],
  ];
  const responses = transcriptOf('add_lead').responses ?? [];

  test('every documented answer has its expectation', () => {
    expect(responses).toHaveLength(expected.length);
  });

  test.each(responses.map((body, index) => ({ body, lines: expected[index] })))(
    'the documented lines: $body',
    async ({ body, lines }) => {
      server.answer('add_lead', body);
      const { client, logged } = upstreamOf(server.url);
      expect(
        (await client.call(ENDPOINTS.add_lead, { phoneNumber: '7275551111', source: 'graph' })).model,
      ).toEqual(lines);
      expect(logged).toEqual([]);
      await client.close();
    },
  );

  test('the smallest request', async () => {
    server.answer('add_lead', responses[0] ?? '');
    const { client } = upstreamOf(server.url);
    await client.call(ENDPOINTS.add_lead, { phoneNumber: '7275551111', source: 'graph' });
    expect(server.requests).toHaveLength(1);
    const [request] = server.requests;
    expect(request).toMatchObject({ method: 'POST', path: '/API/lmapi.php' });
    expect([...(request?.query ?? [['the query', 'is unknown']])]).toEqual([]);
    expect(request?.fields).toEqual([
      ['user', 'MyUser'],
      ['pass', 'MyPass'],
      ['function', 'add_lead'],
      ['phone_number', '7275551111'],
      ['source', 'graph'],
    ]);
    await client.close();
  });

  test('the fullest request, in the words of the document', async () => {
    server.answer('add_lead', responses[0] ?? '');
    const { client } = upstreamOf(server.url);
    await client.call(ENDPOINTS.add_lead, {
      phoneNumber: '7275551111',
      phoneCode: '52',
      listId: '22799125',
      source: 'graph',
      campaign: 'TESTCAMP',
      vendorLeadCode: 'LN-1',
      sourceId: 'web',
      gmtOffset: -4.5,
      title: 'Lic',
      firstName: 'Ana & <b>',
      middleInitial: 'M',
      lastName: 'Ó Núñez',
      address: {
        line1: 'Av. Reforma 123',
        line2: 'Interior 4B',
        line3: 'Col. Centro',
        city: 'Guadalajara',
        state: 'JA',
        province: 'Jalisco',
        postalCode: '44100',
        countryCode: 'MX',
      },
      gender: 'FEMALE',
      dateOfBirth: '1990-02-28',
      altPhoneNumber: '5587654321',
      email: 'ana+lead@example.com',
      securityPhrase: 'blue = sky',
      comments: 'a; b',
      multiAltPhones: [
        { phoneNumber: '7275551212', phoneCode: '1', note: 'work' },
        { phoneNumber: '7275551213' },
      ],
      rank: 5,
      owner: 'agent001',
      dncCheck: 'AREA_CODE',
      campaignDncCheck: 'YES',
      campaignId: 'OTHER',
      hopper: { priority: -99, localCallTimeCheck: true },
      usaCanadaPrefixCheck: true,
      usaCanadaAreaCodeCheck: false,
      nanpaPrefixCheck: true,
      customFields: [{ name: 'favorite_color', value: 'azul' }],
      timeZoneMethod: 'POSTAL',
      lookupState: true,
      listExistsCheck: true,
      duplicateChecks: [
        { match: 'PHONE', scope: 'LIST' },
        { match: 'TITLE_AND_ALT_PHONE', scope: 'CAMPAIGN' },
        { match: 'NAME_AND_PHONE', scope: 'SYSTEM', withinDays: 90 },
        { match: 'PHONE_OR_ALT_PHONE', scope: 'SYSTEM' },
      ],
    });
    expect(server.requests[0]?.fields).toEqual([
      ['user', 'MyUser'],
      ['pass', 'MyPass'],
      ['function', 'add_lead'],
      ['phone_number', '7275551111'],
      ['phone_code', '52'],
      ['list_id', '22799125'],
      ['source', 'graph'],
      ['campaing', 'TESTCAMP'],
      ['vendor_lead_code', 'LN-1'],
      ['source_id', 'web'],
      ['gmt_offset_now', '-4.50'],
      ['title', 'Lic'],
      ['first_name', 'Ana & <b>'],
      ['middle_initial', 'M'],
      ['last_name', 'Ó Núñez'],
      ['address1', 'Av. Reforma 123'],
      ['address2', 'Interior 4B'],
      ['address3', 'Col. Centro'],
      ['city', 'Guadalajara'],
      ['state', 'JA'],
      ['province', 'Jalisco'],
      ['postal_code', '44100'],
      ['country_code', 'MX'],
      ['gender', 'F'],
      ['date_of_birth', '1990-02-28'],
      ['alt_phone', '5587654321'],
      ['email', 'ana+lead@example.com'],
      ['security_phrase', 'blue = sky'],
      ['comments', 'a; b'],
      ['multi_alt_phones', '7275551212_1_work!7275551213_1_'],
      ['rank', '5'],
      ['owner', 'agent001'],
      ['dnc_check', 'AREACODE'],
      ['campaign_dnc_check', 'Y'],
      ['campaign_id', 'OTHER'],
      ['add_to_hopper', 'Y'],
      ['hopper_priority', '-99'],
      ['hopper_local_call_time_check', 'Y'],
      ['usacan_prefix_check', 'Y'],
      ['usacan_areacode_check', 'N'],
      ['nanpa_ac_prefix_check', 'Y'],
      ['custom_fields', 'Y'],
      ['tz_method', 'POSTAL'],
      ['lookup_state', 'Y'],
      ['list_exists_check', 'Y'],
      ['duplicate_check', 'DUPLIST-DUPTITLEALTPHONECAMP-DUPNAMEPHONESYS90DAY-DUPPHONEALTSYS'],
      ['favorite_color', 'azul'],
    ]);
    await client.close();
  });
});

describe('the transcripts and the endpoint table', () => {
  const actions = new Set([...transcripts.values()].map(({ action }) => action));

  test('every action has a transcript', () => {
    expect([...actions].sort()).toEqual(Object.keys(ENDPOINTS).sort());
  });

  test('every transcript is read in full by a test above', () => {
    const read = new Set([...cases.map(({ file }) => file), 'call-reports', 'add_lead']);
    expect([...read].sort()).toEqual([...transcripts.keys()].sort());
  });

  test('every record is filed under its own name', () => {
    for (const [name, endpoint] of Object.entries(ENDPOINTS)) expect(endpoint.name).toBe(name);
  });

  test('no secret and no HTML of a documented answer is in a model', async () => {
    for (const { file, ask } of cases) {
      const { action } = transcriptOf(file);
      server.answer(action, bodyOf(file));
      const { client } = upstreamOf(server.url);
      const model = JSON.stringify((await ask(client)).model);
      expect(model).not.toMatch(
        /examplePass|ABC123xyzHashValue|phonePass123|voicePass123|127\.0\.0\.1|<|class=/,
      );
      await client.close();
    }
  });
});
