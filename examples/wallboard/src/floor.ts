import type {
  AgentCountsSubscription,
  AgentState,
  AgentStatusSubscription,
  TodayQuery,
} from '../gql/graphql.ts';
import { serverNow } from './clock.ts';
import type { Link } from './connection.ts';

/** An agent and what the agent is doing, as far as this page knows. */
export interface AgentRow {
  readonly username: string;
  readonly name: string;
  readonly state: AgentState;
  /** The dialer's own word for the state. */
  readonly statusText: string | null;
  /** When the state began, in epoch milliseconds. */
  readonly since: number;
  /** True if nobody saw the state begin: it is at least as old as `since` says. */
  readonly isAtLeast: boolean;
  /** When this page saw the agent change state; 0 = not yet. */
  readonly changedAt: number;
  /** The connection that it was last heard on. */
  readonly connection: number;
}

/** Today's figures; null = not known. */
export interface Today {
  readonly inbound: number | null;
  readonly handled: number | null;
  readonly abandoned: number | null;
  readonly outbound: number | null;
  readonly longestQueueSeconds: number | null;
  readonly hopperLeads: number | null;
}

/** Numbers of agents; null = not known. */
export interface Counts {
  readonly loggedIn: number | null;
  readonly ready: number | null;
  readonly inCall: number | null;
  readonly notReady: number | null;
}

export type Source = 'counts' | 'agents' | 'today';

/** An agent who is not heard of on a new connection for so long is no longer there. */
const FORGET_AFTER_MS = 120_000;

const STATES: readonly AgentState[] = [
  'READY',
  'QUEUE',
  'IN_CALL',
  'THREE_WAY',
  'PARKED',
  'DEAD',
  'DISPOSITION',
  'PAUSED',
  'UNKNOWN',
];

/** The states that the dialer counts as in a call. */
const IN_CALL: ReadonlySet<AgentState> = new Set(['IN_CALL', 'QUEUE', 'THREE_WAY', 'PARKED']);

/** The state of the floor. The page is drawn from it. */
export class Floor {
  today: Today | null = null;
  readonly links: Record<Source, Link> = {
    counts: { state: 'connecting', problems: [] },
    agents: { state: 'connecting', problems: [] },
    today: { state: 'connecting', problems: [] },
  };
  #counts: Counts | null = null;
  readonly #agents = new Map<string, AgentRow>();
  #connection = 0;
  #connectedAt = 0;
  #lostAt: number | null = null;

  /** The time at which the connection was lost, in epoch milliseconds; null while there is one. */
  get lostAt(): number | null {
    return this.#lostAt;
  }

  /** Lost and locked come before all else: they concern the whole page. */
  get state(): Link['state'] {
    const states = new Set(Object.values(this.links).map(({ state }) => state));
    if (states.has('locked')) return 'locked';
    if (states.has('lost')) return 'lost';
    return states.has('connecting') ? 'connecting' : 'live';
  }

  /** The agents at work: by state, and in each state the longest first. */
  get agents(): readonly AgentRow[] {
    const isOver = serverNow() - this.#connectedAt > FORGET_AFTER_MS;
    return [...this.#agents.values()]
      .filter(({ state, connection }) => state !== 'OFFLINE' && (connection === this.#connection || !isOver))
      .toSorted(
        (a, b) =>
          STATES.indexOf(a.state) - STATES.indexOf(b.state) ||
          a.since - b.since ||
          a.name.localeCompare(b.name),
      );
  }

  /** The dialer's counts. If they are refused, the agents on this page are counted: a key may see those alone. */
  get counts(): Counts | null {
    if (this.#counts || this.links.counts.problems.length === 0) return this.#counts;
    const states = this.agents.map(({ state }) => state);
    const ready = states.filter((state) => state === 'READY').length;
    const inCall = states.filter((state) => IN_CALL.has(state)).length;
    return { loggedIn: states.length, ready, inCall, notReady: states.length - ready - inCall };
  }

  setCounts({ live, ready, inCall, paused }: AgentCountsSubscription['agentCounts']): void {
    this.#counts = { loggedIn: live, ready, inCall, notReady: paused };
  }

  setLink(source: Source, link: Link): void {
    this.links[source] = link;
    if (this.state !== 'lost') this.#lostAt = null;
    else this.#lostAt ??= serverNow();
  }

  /** A new connection: what it says of an agent replaces what was known, and who is not named is forgotten. */
  beginAgents(): void {
    this.#connection += 1;
    this.#connectedAt = serverNow();
  }

  setAgent({ agent, status, observedAt }: AgentStatusSubscription['agentStatus']): void {
    const known = this.#agents.get(agent.username);
    const isSameState = known?.state === status.state;
    const row = {
      username: agent.username,
      name: agent.name ?? agent.username,
      state: status.state,
      statusText: status.statusText,
      changedAt: isSameState || !known ? (known?.changedAt ?? 0) : serverNow(),
      connection: this.#connection,
    };
    const begun =
      status.since !== null
        ? { since: Date.parse(status.since), isAtLeast: false }
        : // A server that has just started has seen nothing begin: this page may know better.
          isSameState
          ? { since: known.since, isAtLeast: known.isAtLeast }
          : { since: Date.parse(observedAt), isAtLeast: true };
    this.#agents.set(agent.username, { ...row, ...begun });
  }

  setToday({ inboundDailyReport, inboundCalls, outboundCalls, campaigns }: TodayQuery): void {
    const days = inboundDailyReport?.rows;
    this.today = {
      inbound: sumOf(days?.map(({ totalCalls }) => totalCalls)),
      handled: sumOf(days?.map(({ handledCalls }) => handledCalls)),
      abandoned: sumOf(days?.map(({ abandonedCalls }) => abandonedCalls)),
      outbound: outboundCalls?.totalCount ?? null,
      longestQueueSeconds: inboundCalls?.nodes[0]?.queueSeconds ?? null,
      hopperLeads: sumOf(campaigns?.map(({ hopper }) => hopper?.totalCount ?? null)),
    };
  }
}

/** The sum; null if a part of it is not known. */
function sumOf(parts: readonly (number | null)[] | undefined): number | null {
  let sum = 0;
  for (const part of parts ?? [null]) {
    if (part === null) return null;
    sum += part;
  }
  return sum;
}
