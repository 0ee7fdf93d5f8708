/** A dialer with full days, to which every fault of the matrix is applied and removed again. */
import type { ActionName } from '../../src/upstream/endpoints.ts';
import { CONNECTION_FAULTS } from '../faults/connectionFaults.ts';
import type { Fault } from '../faults/matrixCell.ts';
import { fails } from '../faults/expectations.ts';
import { HTTP_FAULTS } from '../faults/httpFaults.ts';
import { replies } from '../faults/replies.ts';
import { ROW_FAULTS } from '../faults/rowFaults.ts';
import { SUBJECTS } from '../faults/subjects.ts';
import { TEXT_FAULTS } from '../faults/textFaults.ts';
import { byPort, type NetworkPath } from '../faults/networkPaths.ts';
import { AGENTS, CODES, leadOf, numberOf, startPortfolioDialer } from '../support/portfolioWorld.ts';
import { startScriptedServer, type Script, type ScriptedServer } from '../support/scriptedServer.ts';
import type { Chance } from '../support/randomOperation.ts';

export const CALLS_A_DAY = 2000;

/** Answers of hundreds of megabytes have tests of their own: here they would be all there is time for. */
const isLarge = ({ mostMegabytes }: Fault): boolean => mostMegabytes !== undefined;
/** A dialer that asks for an hour is obeyed for 15 minutes, as it should be: there would be nothing left to see. */
const isLong = ({ name }: Fault): boolean => name.endsWith('retry after an hour');

const SHORT: readonly Fault[] = [429, 503].map((status) => ({
  name: `HTTP ${status}, retry after a second`,
  apply: replies(() => ({ status, headers: { 'retry-after': '1' }, body: '' })),
  expected: fails('UNAVAILABLE'),
}));

/** Faults of the dialer. Faults of the network come from the two network paths in front of it. */
const APPLICABLE = [...CONNECTION_FAULTS, ...HTTP_FAULTS, ...TEXT_FAULTS, ...ROW_FAULTS, ...SHORT].filter(
  (fault) => fault.apply !== undefined && !isLarge(fault) && !isLong(fault),
);

export interface FuzzDialer {
  /** The dialer's base URL for the server under test. */
  readonly url: URL;
  readonly dialer: ScriptedServer;
  /** How often each fault was applied, by its name. */
  readonly applied: ReadonlyMap<string, number>;
  /** Applies a fault, or removes some. */
  change(chance: Chance): Promise<void>;
  /** Removes every fault. */
  restore(): Promise<void>;
  close(): Promise<void>;
}

export async function startFuzzDialer(onLoginRestored: () => void): Promise<FuzzDialer> {
  const scripted = await startScriptedServer();
  const elsewhere = await startScriptedServer();
  const well = new Map<string, Script>();
  await startPortfolioDialer({
    dialer: {
      ...scripted,
      answer: (action, script) => {
        well.set(action, script);
        return scripted.answer(action, script);
      },
    },
  });
  for (const action of ['outbound_cdr', 'inbound_cdr', 'agent_cdr'] as const) {
    const script: Script = (fields) => callsOf(action, fields);
    well.set(action, script);
    scripted.answer(action, script);
  }
  const reset = await byPort('reset')(scripted.url);
  const refused = await byPort('refused')(reset.url);
  const broken = new Map<ActionName, Fault>();
  const cutPaths = new Set<NetworkPath>();
  const applied = new Map<string, number>();

  const restoreAction = (action: ActionName): void => {
    const script = well.get(action);
    if (script === undefined) throw new Error(`The dialer has no answer to ${action}.`);
    scripted.answer(action, script);
    const wasLogin = broken.get(action)?.refusesLogin === true;
    broken.delete(action);
    if (wasLogin) onLoginRestored();
  };
  const reconnect = async (path: NetworkPath): Promise<void> => {
    cutPaths.delete(path);
    await path.restore();
  };
  const cut = (path: NetworkPath, name: string): void => {
    cutPaths.add(path);
    path.cut();
    applied.set(name, (applied.get(name) ?? 0) + 1);
  };

  return {
    url: refused.url,
    dialer: scripted,
    applied,
    change: async (chance) => {
      for (const path of cutPaths) await reconnect(path);
      const restored = [...broken.keys()].filter(() => chance.upTo(2) === 0);
      for (const action of restored) restoreAction(action);
      const dealt = chance.upTo(30);
      if (dealt === 0) return cut(reset, 'connections are reset');
      if (dealt === 1) return cut(refused, 'connections are refused');
      // Now and then all is well.
      if (dealt < 8) {
        for (const action of broken.keys()) restoreAction(action);
        return;
      }
      const subject = SUBJECTS[chance.upTo(SUBJECTS.length - 1)];
      const fault = APPLICABLE[chance.upTo(APPLICABLE.length - 1)];
      if (!subject || !fault?.apply || broken.has(subject.action)) return;
      // A refused login stops everything: it is rare.
      if (fault.refusesLogin && chance.upTo(9) > 0) return;
      fault.apply({ subject, dialer: scripted, elsewhere: elsewhere.url, deadlineMs: 500 });
      broken.set(subject.action, fault);
      applied.set(fault.name, (applied.get(fault.name) ?? 0) + 1);
    },
    restore: async () => {
      for (const path of cutPaths) await reconnect(path);
      for (const action of broken.keys()) restoreAction(action);
    },
    close: async () => {
      refused.close();
      reset.close();
      await Promise.all([scripted.close(), elsewhere.close()]);
    },
  };
}

type CallAction = 'outbound_cdr' | 'inbound_cdr' | 'agent_cdr';

/** Every day has its calls, the same whenever it is asked for. Their text is kept: there are megabytes of it. */
function callsOf(action: CallAction, fields: URLSearchParams): string {
  const [portfolios, users] = [named(fields, 'tenant[]'), named(fields, 'user[]')];
  const from = Temporal.PlainDate.from(fields.get('fromDate') ?? '2026-05-12');
  const last = Temporal.PlainDate.from(fields.get('toDate') ?? '2026-05-12');
  const rows: string[] = [];
  for (let day = from; Temporal.PlainDate.compare(day, last) <= 0; day = day.add({ days: 1 })) {
    for (const { code, agent, row } of callsOn(action, day.toString())) {
      if (portfolios(code) && (action !== 'agent_cdr' || users(agent))) rows.push(row);
    }
  }
  const summary = { campaign_name: 'Campaign 1', total_leads: 4242, total_calls: rows.length };
  return `{"result":"success","data":{"rows":[${rows.join(',')}],"summary_rows":[${JSON.stringify(summary)}]}}`;
}

const named = (fields: URLSearchParams, field: string): ((name: string) => boolean) => {
  const names = new Set(fields.getAll(field).map((name) => name.toLowerCase()));
  return (name) => names.size === 0 || names.has(name.toLowerCase());
};

interface Call {
  readonly code: string;
  readonly agent: string;
  /** As JSON. */
  readonly row: string;
}

const known = new Map<string, readonly Call[]>();

function callsOn(action: CallAction, day: string): readonly Call[] {
  const key = `${action} ${day}`;
  let calls = known.get(key);
  if (!calls) {
    calls = Array.from({ length: CALLS_A_DAY }, (_, index) => {
      const { row, ...call } = callOf(action, day, index);
      return { ...call, row: JSON.stringify(row) };
    });
    known.set(key, calls);
  }
  return calls;
}

const AGENT_NAMES = Object.keys(AGENTS);
const two = (number: number): string => String(number).padStart(2, '0');

function callOf(action: CallAction, day: string, index: number) {
  const code = CODES[index % 3] ?? 'NRD';
  const at = `${day} ${two(8 + (index % 10))}:${two(index % 60)}:${two((index * 7) % 4)}`;
  const agent = AGENT_NAMES[(index * 5) % AGENT_NAMES.length] ?? '';
  const disposition = `Dispo ${index % 40}`;
  const common = {
    portfolio: index % 2 ? code : code.toLowerCase(),
    lead_id: leadOf(code, index % 10),
    disposition,
  };
  if (action === 'agent_cdr') {
    const row = {
      ...common,
      user: agent,
      answer_time: at,
      phone_number: numberOf(code, index),
      loan_number: `LN ${index}`,
      call_type: index % 3 ? 'DIALER' : 'Manual',
      call_duration: index % 2 ? '00:01:07' : 67,
      campaign_name: `campaign ${1 + (index % 3)}`,
    };
    return { code, agent, row };
  }
  const isInbound = action === 'inbound_cdr';
  const row = {
    ...common,
    call_date: at,
    uniq1: `17150${index}.${index}`,
    src: isInbound ? numberOf(code, index) : '7735550100',
    dst: isInbound ? '7735550100' : numberOf(code, index),
    agent: index % 4 ? agent.toUpperCase() : '',
    campaign: `Campaign ${1 + (index % 3)}`,
    call_type: 'Dialer',
    carrier_disposition: 'ANSWER',
    term_reason: index % 2 ? 'AGENT' : 'CALLER',
    queue: `Queue ${index % 5}`,
    queue_time: String(index % 90),
    call_duration: String(index % 900),
    vendor_lead_code: `LN ${index}`,
    list_id: '901',
    entry_date: at,
  };
  return { code, agent, row };
}
