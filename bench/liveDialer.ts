import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';

/** States as the dialer writes them, and as this API names them. */
const STATES = { READY: 'READY', 'IN CALL': 'IN_CALL', PAUSED: 'PAUSED', DISPO: 'DISPOSITION' } as const;
type State = keyof typeof STATES;
const ALL_STATES: readonly State[] = ['READY', 'IN CALL', 'PAUSED', 'DISPO'];

/** When something changed, by `performance.now()`: an agent with its state, the counters, a call by its disposition. */
export const changedAt = new Map<string, number>();

export interface LiveDialer {
  readonly url: string;
  /** Calls since the last `clear`, by action. */
  counts(): Readonly<Partial<Record<string, number>>>;
  clear(): void;
  /** Lets agents change for a while. @returns how many changes there were */
  changesFor(milliseconds: number, perSecond?: number): Promise<number>;
  /** How old each agent's state was since the last `clear`, sampled four times a second, in milliseconds, sorted. */
  ages(): readonly number[];
  /** The counters, as this API's clients get them. */
  countsText(): string;
  /** True if a client's last states are the dialer's. */
  isEqual(states: ReadonlyMap<string, string>): boolean;
  /** Lets a share of all calls fail from now on, 0 to 1. */
  fail(share: number): void;
  /** Adds an outbound call that has just ended. */
  completeCall(): void;
  close(): Promise<void>;
}

/** A made-up dialer with a floor that changes. It draws the same changes each time. */
export async function startLiveDialer({
  agents,
  latencyMs,
}: {
  readonly agents: number;
  readonly latencyMs: number;
}): Promise<LiveDialer> {
  const names = Array.from({ length: agents }, (_, index) => `agent.${index}`);
  const states = new Map<string, State>(names.map((name) => [name, 'READY']));
  const answeredAt = new Map<string, number>();
  const calls: object[] = [];
  let counts: Partial<Record<string, number>> = {};
  let ages: number[] = [];
  let failing = 0;
  let seed = 1;
  const upTo = (max: number): number => {
    // Park and Miller's generator: the same numbers in each run.
    seed = (seed * 48_271) % 2_147_483_647;
    return seed % max;
  };
  const counters = () => {
    const each = [...states.values()];
    const [ready, paused, inCall] = (['READY', 'PAUSED', 'IN CALL'] as const).map(
      (state) => each.filter((one) => one === state).length,
    );
    return { live: agents, ready, paused, inCall };
  };
  const change = (): void => {
    const name = names[upTo(agents)] ?? '';
    const others = ALL_STATES.filter((state) => state !== states.get(name));
    const state = others[upTo(others.length)] ?? 'READY';
    states.set(name, state);
    changedAt.set(`${name} ${STATES[state]}`, performance.now());
    changedAt.set(JSON.stringify(counters()), performance.now());
  };
  const answerOf = (action: string, fields: URLSearchParams): object => {
    if (action === 'goGetAllUsers') {
      const rows = fields.get('only_inactives') === '1' ? [] : names;
      return { user_list: rows.map((user, id) => ({ user, name: `Agent ${id}`, user_id: id, active: 'Y' })) };
    }
    if (action === 'agent_summary_stats')
      return { rows: names.map((user) => ({ user, login_time: 3600, total_calls: 3 })), data: {} };
    if (action === 'agentTimeUsage') return { breakdown: names.map((user) => ({ user, login_time: 3600 })) };
    if (action === 'getAgentStatus') {
      const { live, ready, paused, inCall } = counters();
      const data = {
        total_live_agents: live,
        ready_agents: ready,
        paused_agents: paused,
        incall_agents: inCall,
      };
      return { data: { ...data, offline_agents: 0, total_active_agents: agents } };
    }
    if (action === 'outbound_cdr' || action === 'inbound_cdr')
      return { data: { rows: action === 'outbound_cdr' ? calls : [], headers: [] } };
    return { rows: [] };
  };

  const answer = async (incoming: IncomingMessage): Promise<object | null> => {
    const fields = new URLSearchParams(await text(incoming));
    const action = fields.get('goAction') ?? '';
    counts[action] = (counts[action] ?? 0) + 1;
    await pause(latencyMs);
    if (upTo(100) < failing * 100) return null;
    if (action !== 'getLiveAgentInfo') return { result: 'success', ...answerOf(action, fields) };
    const name = fields.get('user') ?? '';
    answeredAt.set(name, performance.now());
    return { result: 'success', data: { status: states.get(name), in_call_with: '', conf_exten: '8600' } };
  };
  const server = createServer((incoming, response) => {
    void answer(incoming).then((body) =>
      response
        .writeHead(body ? 200 : 500, { 'content-type': 'text/html; charset=UTF-8' })
        .end(body ? JSON.stringify(body) : ''),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === 'string') throw new Error('The dialer listens on no port.');
  const sampling = setInterval(() => {
    for (const at of answeredAt.values()) ages.push(performance.now() - at);
  }, 250);

  return {
    url: `http://127.0.0.1:${address.port}`,
    counts: () => ({ ...counts }),
    clear: () => {
      counts = {};
      ages = [];
    },
    changesFor: async (milliseconds, perSecond = 5) => {
      const total = Math.round((milliseconds / 1000) * perSecond);
      for (let done = 0; done < total; done += 1) {
        change();
        await pause(1000 / perSecond);
      }
      return total;
    },
    ages: () => ages.toSorted((a, b) => a - b),
    countsText: () => JSON.stringify(counters()),
    isEqual: (seen) => names.every((name) => seen.get(name) === STATES[states.get(name) ?? 'READY']),
    fail: (part) => {
      failing = part;
    },
    completeCall: () => {
      const disposition = `Disposition ${calls.length}`;
      changedAt.set(disposition, performance.now());
      const now = new Date(Date.now() - 1000).toISOString();
      calls.push({
        call_date: `${now.slice(0, 10)} ${now.slice(11, 19)}`,
        src: '8005550100',
        dst: String(5_550_000_000 + calls.length),
        agent: names[0],
        disposition,
        call_type: 'Dialer',
        lead_id: String(10_000_000 + calls.length),
      });
    },
    close: async () => {
      clearInterval(sampling);
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
