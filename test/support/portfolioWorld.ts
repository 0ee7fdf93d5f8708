/**
 * A call centre with three portfolios. Every row shows its portfolio by a mark in its texts and a digit in its phone
 * numbers. The dialer has all of it, or only one portfolio. A viewer who is limited to that portfolio must get the same
 * answers from both.
 */
import { named, success, userList } from './otherDialer.ts';
import { giveRecords, type PlainRecord } from './otherVoxo.ts';
import { startScriptedServer, type ScriptedServer } from './scriptedServer.ts';

export const CODES = ['NRD', 'SUR', 'KIW'] as const;
export type Code = (typeof CODES)[number];

export const DAYS = ['2026-05-11', '2026-05-12'] as const;
export const ZONE = 'America/Chicago';

/** Every agent's portfolios, by username. */
export const AGENTS: Readonly<Record<string, readonly Code[]>> = {
  'anna.n': ['NRD'],
  'bela.n': ['NRD'],
  'carl.s': ['SUR'],
  'dora.s': ['SUR'],
  'emil.k': ['KIW'],
  'fred.ns': ['NRD', 'SUR'],
  'gina.sk': ['SUR', 'KIW'],
  'hans.nsk': ['NRD', 'SUR', 'KIW'],
};
/** Inactive agents and their portfolios. */
export const LEFT: Readonly<Record<string, readonly Code[]>> = { 'igor.n': ['NRD'], 'jana.s': ['SUR'] };

const EVERYONE = { ...AGENTS, ...LEFT };
export const CAMPAIGN_IDS = ['101', '102', '103'] as const;

const DIGIT: Readonly<Record<Code, string>> = { NRD: '1', SUR: '2', KIW: '3' };

/** The mark in the texts of a portfolio's rows. */
export const markOf = (code: Code): string => `~${code}~`;
/** A phone number in a portfolio's rows. */
export const numberOf = (code: Code, index: number): string => `31${DIGIT[code]}555${String(1000 + index)}`;
/** Matches every phone number of a portfolio. */
export const ANY_NUMBER = /31[123]555\d{4}/;
export const leadOf = (code: Code, index: number): string => `${DIGIT[code]}000${index}`;

interface Call {
  readonly code: Code | null;
  readonly at: string;
  readonly agent: string;
  readonly index: number;
}

/** The calls. All agents have calls in every portfolio, because a row may name an agent of another portfolio. */
const CALLS: readonly Call[] = DAYS.flatMap((day) =>
  [...CODES, null].flatMap((code) =>
    Object.keys(EVERYONE).flatMap((agent, agentIndex) =>
      Array.from({ length: 2 }, (_, index) => ({
        code,
        at: `${day} 1${agentIndex}:0${index}:00`,
        agent,
        index: agentIndex * 2 + index,
      })),
    ),
  ),
);

/** The only portfolio of the dialer; null = all three. */
type Only = Code | null;

const isIn = (only: Only, code: Code | null): boolean => only === null || code === only;

export interface WorldOptions {
  readonly only?: Only;
  /** False = the dialer ignores tenant[]. */
  readonly obeysTenant?: boolean;
  /** The server that answers. Default: a new one. */
  readonly dialer?: ScriptedServer;
}

/** Starts a dialer of this call centre. */
export async function startPortfolioDialer({
  only = null,
  obeysTenant = true,
  dialer: given,
}: WorldOptions = {}): Promise<ScriptedServer> {
  const dialer = given ?? (await startScriptedServer());
  const seen = Object.entries(EVERYONE).filter(([, codes]) => codes.some((code) => isIn(only, code)));
  const here = new Set(seen.map(([agent]) => agent));
  const isTenant = (fields: URLSearchParams, code: Code | null): boolean =>
    isIn(only, code) && (!obeysTenant || named(fields, 'tenant[]')(code ?? ''));

  const calls = (fields: URLSearchParams, obeysUser: boolean): Call[] => {
    const from = fields.get('fromDate') ?? DAYS[1];
    const to = fields.get('toDate') ?? DAYS[1];
    const isUser = obeysUser ? named(fields, 'user[]') : () => true;
    return CALLS.filter(
      ({ at, code, agent }) =>
        from <= at.slice(0, 10) && at.slice(0, 10) <= to && isTenant(fields, code) && isUser(agent),
    );
  };
  const mark = (code: Code | null): string => (code ? markOf(code) : '~none~');
  const number = ({ code, index }: Call): string => (code ? numberOf(code, index) : `319555${1000 + index}`);
  const lead = ({ code, index }: Call): string => (code ? leadOf(code, index) : '');

  dialer.answer('outbound_cdr', (fields) => {
    const rows = calls(fields, false).map((call) => ({
      call_date: call.at,
      src: '7735550100',
      dst: number(call),
      agent: call.agent,
      campaign: `Campaign ${1 + (call.index % 3)}`,
      call_type: 'Dialer',
      disposition: `Sale ${mark(call.code)}`,
      carrier_disposition: `Answer ${mark(call.code)}`,
      term_reason: 'AGENT',
      queue_time: '7',
      portfolio: call.code,
      vendor_lead_code: `LN ${mark(call.code)}`,
      lead_id: lead(call),
      list_id: '901',
      entry_date: call.at,
    }));
    const summary_rows = [
      { campaign_name: 'Campaign 1', total_leads: 4242, pending: 4241, total_calls: rows.length },
    ];
    return success({ rows, summary_rows });
  });
  dialer.answer('inbound_cdr', (fields) =>
    success({
      rows: calls(fields, false).map((call) => ({
        call_date: call.at,
        uniq1: `17150${call.index}.${call.code}`,
        src: number(call),
        dst: '7735550100',
        agent: call.agent,
        campaign: `Campaign ${1 + (call.index % 3)}`,
        disposition: `Info ${mark(call.code)}`,
        queue: `Queue ${mark(call.code)}`,
        term_reason: 'CALLER',
        queue_time: '9',
        call_duration: '120',
        portfolio: call.code?.toLowerCase(),
        lead_id: lead(call),
        list_id: `List ${mark(call.code)}`,
        vendor_lead_code: `Person ${mark(call.code)}`,
      })),
    }),
  );
  dialer.answer('agent_cdr', (fields) =>
    success({
      rows: calls(fields, true).map((call) => ({
        user: call.agent,
        answer_time: call.at,
        disposition: `Sale ${mark(call.code)}`,
        phone_number: number(call),
        loan_number: `LN ${mark(call.code)}`,
        call_type: 'MANUAL',
        call_duration: '00:01:00',
        lead_id: lead(call),
        portfolio: call.code,
        campaign_name: 'Campaign 1',
      })),
    }),
  );
  dialer.answer('inbound_summary_stats', (fields) =>
    success({
      rows: DAYS.map((day) => calls(fields, false).filter(({ at }) => at.startsWith(day))).flatMap((own) =>
        own[0]
          ? [{ calldate: own[0].at.slice(0, 10), total_calls: own.length, avg_hold_time: own.length }]
          : [],
      ),
    }),
  );
  giveRecords(dialer, {
    records: CALLS.flatMap((call, index): PlainRecord[] => {
      const at = Temporal.PlainDateTime.from(call.at).toZonedDateTime(ZONE).toInstant().toString();
      const wire = {
        callerIdName: `Person ${mark(call.code)}`,
        ani: number(call),
        outgoingCidNum: number(call),
        city: `City ${mark(call.code)}`,
        rateCenter: 'Centre',
        lata: '826',
        lec: 'A TELEPHONE CO',
        ocn: '8911',
        spid: '895H',
        geolocation: 'Somewhere',
      };
      const own = { at, state: 'TX', wire };
      return [
        { ...own, id: `out-${index}`, to: number(call), from: '7735550100', direction: 'OUT' },
        { ...own, id: `in-${index}`, from: number(call), to: '7735550100', direction: 'IN' },
      ];
    }),
  });
  // One row for each agent and portfolio, including portfolios that the agent's account does not have.
  const perPortfolio = Object.keys(EVERYONE).flatMap((user, agentIndex) =>
    [...CODES, null].map((code, index) => ({ user, code, figure: 1000 * (index + 1) + agentIndex })),
  );
  const figures = (fields: URLSearchParams, portfolio: (code: Code | null) => boolean) =>
    perPortfolio.filter(({ user, code }) => portfolio(code) && named(fields, 'user[]')(user));
  dialer.answer('exportAgentReport', (fields) =>
    success({
      // This action has no tenant[].
      rows: figures(fields, (code) => isIn(only, code)).map(({ user, code, figure }) => ({
        user,
        portfolio: code,
        profile: `Profile ${mark(code)}`,
        talk: figure,
        avalible: figure,
        aftercall: figure,
        total_calls: figure,
      })),
      headers: [{ title: 'User', field: 'user' }],
      summary_rows: [{ type: 'summary', talk: '987654' }],
    }),
  );
  dialer.answer('agent_calls_report', (fields) =>
    success({
      agent_report: {
        rows: figures(fields, (code) => isTenant(fields, code)).map(({ user, code, figure }) => ({
          user,
          portfolio: code,
          profile: `Profile ${mark(code)}`,
          total_calls: figure,
        })),
      },
    }),
  );
  dialer.answer('agent_summary_stats', (fields) =>
    success({
      dates: "'2026-05-12' AND '2026-05-12 23:59:59'",
      rows: figures(fields, (code) => isIn(only, code)).map(({ user, code, figure }) => ({
        USER: user.toUpperCase(),
        calls_handled: figure,
        portfolio: code,
        profile: `Profile ${mark(code)}`,
        most_dispo: `Sale ${mark(code)}`,
      })),
    }),
  );
  dialer.answer('exportPauseReport', (fields) =>
    success({
      rows: [...here]
        .filter((user) => named(fields, 'user[]')(user))
        .map((user) => ({ user, pause_sec: user.length, [`code ${user}`]: '5' })),
    }),
  );
  dialer.answer(
    'agentTimeUsage',
    success({
      breakdown: [...here].map((user) => ({ user, talk: user.charCodeAt(0), pause: 2, ready: 3 })),
      general: { pause: '13.75', ready: 27.5, talk: 38 },
    }),
  );
  dialer.answer('goGetAllUsers', (fields) => {
    const isLeft = fields.get('only_inactives') === '1';
    return userList(
      seen
        .filter(([user]) => (LEFT[user] !== undefined) === isLeft)
        .map(([user, codes]) => ({
          user,
          user_id: user.charCodeAt(0),
          name: codes.length === 1 ? `Name ${mark(codes[0] ?? null)}` : 'Name',
          active: isLeft ? 'N' : 'Y',
          campaign_id: '101',
          campaign_name: 'Campaign 1',
          profile_id: 1,
          allowed_companys: codes.filter((code) => isIn(only, code)).map((code) => code.toLowerCase()),
        })),
    );
  });
  dialer.answer('getUserInfo', (fields) => {
    const user = (fields.get('user') ?? '').toLowerCase();
    const codes = here.has(user) ? EVERYONE[user] : undefined;
    if (!codes) return { result: 'error', message: 'User does not exist' };
    // If an agent has several portfolios, the account's tenant is the last one.
    const tenant = codes.at(-1) ?? null;
    return success({
      user_info: { user, email: `${user}@example.com`, tenant: isIn(only, tenant) ? tenant : '' },
      user_stats: { total_calls: user.length },
    });
  });
  dialer.answer('getLiveAgentInfo', (fields) => {
    const user = (fields.get('user') ?? '').toLowerCase();
    const code = here.has(user) ? (EVERYONE[user]?.at(-1) ?? null) : null;
    if (!code) return { result: 'error', message: 'Agent is not logged in' };
    return success({
      status: 'IN CALL',
      in_call_with: numberOf(code, 1),
      campaign_id: '101',
      campaign_name: 'Campaign 1',
      caller_id: numberOf(code, 2),
      vendor_lead_code: `LN ${markOf(code)}`,
      lead_id: leadOf(code, 1),
    });
  });
  dialer.answer('goGetCustomerInfo', (fields) => {
    const id = fields.get('lead_id') ?? '';
    const code = CODES.find((own) => id.startsWith(`${DIGIT[own]}000`));
    if (!code || !isIn(only, code)) return { result: 'error', message: 'Lead does not exist' };
    return success2({
      lead_info: {
        lead_id: id,
        list_id: '901',
        title: `Title ${markOf(code)}`,
        first_name: `First ${markOf(code)}`,
        middle_initial: 'M',
        last_name: `Last ${markOf(code)}`,
        phone_number: numberOf(code, 3),
        alt_phone: numberOf(code, 4),
        email: `lead${markOf(code)}@example.com`,
        address1: `Street ${markOf(code)}`,
        address2: `Line 2 ${markOf(code)}`,
        address3: `Line 3 ${markOf(code)}`,
        city: `City ${markOf(code)}`,
        state: 'TX',
        province: `Province ${markOf(code)}`,
        postal_code: '75001',
        country_code: 'US',
        gender: 'F',
        date_of_birth: '1970-01-02',
        status: `OPEN ${markOf(code)}`,
        user: 'dora.s',
        comments: `Comment ${markOf(code)}`,
      },
      custom_info: { debt: `Debt ${markOf(code)}` },
      is_customer: 1,
    });
  });
  dialer.answer(
    'getLeadsOnHopper',
    success({
      rows: [
        {
          hopper_id: '1',
          lead_id: leadOf('SUR', 5),
          phone_number: numberOf('SUR', 5),
          loan_id: markOf('SUR'),
          state: 'TX',
        },
      ],
    }),
  );
  dialer.answer(
    'goGetAllCampaigns',
    success({
      rows: CAMPAIGN_IDS.map((id, index) => ({ id, campaign_name: `Campaign ${index + 1}`, active: 'Y' })),
    }),
  );
  dialer.answer('getCampaignInfo', (fields) =>
    success2({
      data: { campaign_id: fields.get('campaign_id'), campaign_cid: '7735550100', local_call_time: 'office' },
    }),
  );
  dialer.answer(
    'getAllPortfolios',
    success(
      CODES.filter((code) => isIn(only, code)).map((code) => ({
        portfolio: code,
        portfolio_name: `Portfolio ${markOf(code)}`,
      })),
    ),
  );
  dialer.answer('getAllProfiles', {
    result: 'success',
    data: [{ profile_id: 'VIP', profile_name: 'VIP' }],
    profiles: { rows: [{ id: 1, profile_id: 'VIP', profile_name: 'VIP', disposition_set: 'SET' }] },
  });
  dialer.answer(
    'goGetAllCalltimes',
    success({ rows: [{ call_time_id: 'office', call_time_name: 'Office' }] }),
  );
  dialer.answer('goGetCalltimeInfo', {
    result: 'success',
    call_time_id: 'office',
    call_time_name: 'Office',
    call_time_comments: 'x',
  });
  dialer.answer(
    'getAgentStatus',
    success({
      total_live_agents: 4242,
      paused_agents: 4242,
      ready_agents: 4242,
      incall_agents: 4242,
      offline_agents: 4242,
      total_active_agents: 4242,
    }),
  );
  dialer.answer('goGetTotalAgentsCall', success(4242));
  // The outcome of a lead depends on the last digit of its number.
  dialer.answer('add_lead', (fields) => {
    const phone = fields.get('phone_number') ?? '';
    if (phone.endsWith('1'))
      return `ERROR: add_lead DUPLICATE PHONE NUMBER IN SYSTEM - ${phone}|999|${leadOf('NRD', 1)}|101\n`;
    if (phone.endsWith('2')) return `ERROR: add_lead PHONE NUMBER IN DNC - ${phone}|${fields.get('user')}\n`;
    // The line is cut off before the lead's id.
    if (phone.endsWith('3')) return `SUCCESS: add_lead LEAD HAS BEEN ADDED - ${phone}|\n`;
    return [
      `SUCCESS: add_lead LEAD HAS BEEN ADDED - ${phone}|${fields.get('user')}|999|${leadOf('NRD', 2)}|-6.00`,
      `NOTICE: add_lead ADDED TO HOPPER - ${phone}|${fields.get('user')}|${leadOf('NRD', 2)}|77`,
      `NOTICE: add_lead SCHEDULED CALLBACK ADDED - ${leadOf('NRD', 2)}|2026-05-12 10:00:00|CALLBK`,
      '',
    ].join('\n');
  });
  return dialer;
}

const success2 = (members: object): object => ({ result: 'success', ...members });
