import type { JournalState, LeadJournal } from '../leads/journal.ts';
import type { Replicas } from '../replicas/replicas.ts';
import { Caller } from '../upstream/client/caller.ts';
import type { UpstreamClient } from '../upstream/client/client.ts';
import { getAgentStatus, goGetTotalAgentsCall } from '../upstream/dialer/dashboard.ts';
import { getAllPortfolios } from '../upstream/dialer/portfolios.ts';
import type { Endpoint, TransportName } from '../upstream/endpoint.ts';
import {
  UpstreamError,
  UpstreamRateLimited,
  UpstreamUnauthorized,
  UpstreamUnavailable,
} from '../upstream/errors.ts';

/** The state of one part. */
type PartState = 'ok' | 'login refused' | 'unavailable';

/** The parts of `/ready`'s answer. */
export interface Readiness {
  readonly status: 'ok' | 'dialer login refused' | 'dialer unavailable';
  readonly dialer: PartState;
  /** Whether the dialer accepts this server's account. Unknown while it is unavailable. */
  readonly login: 'accepted' | 'refused' | 'unknown';
  /** The account that adds leads. */
  readonly leads: PartState;
  /** The lead journal. Without it, leads cannot be added; all reads still work. */
  readonly journal: JournalState;
  /** The phone system; left out if there is none. It is not called: its state follows from its last answers. */
  readonly voxo?: PartState;
  /**
   * The Redis that servers share; left out if there is none. Without it, all requests are still served. `other key` = a
   * server that uses it has another SHARED_KEY.
   */
  readonly redis?: 'ok' | 'unavailable' | 'other key';
  /** Actions whose own circuit is open. */
  readonly failingActions: readonly string[];
}

/** What a probe finds. */
type Probed = Omit<Readiness, 'redis'>;

const stateOf = ({ isUp, members }: Pick<Replicas, 'isUp' | 'members'>): NonNullable<Readiness['redis']> => {
  if (!isUp) return 'unavailable';
  return members.hasOtherKeys ? 'other key' : 'ok';
};

export interface ReadinessOptions {
  /** How long a result is cached, in milliseconds. */
  readonly rememberMs?: number;
  /** The time that the dialer has to answer the first call, in milliseconds. The calls after it have twice as long. */
  readonly timeoutMs?: number;
}

/** The finding of one call to the dialer. DOWN = any other call would fail as well. */
type Finding = 'ANSWERED' | 'FAILED' | 'DOWN';

/**
 * Tells whether this server can answer requests. A probe calls the dialer on demand and caches the result; nothing is
 * polled in the background.
 */
export class ReadinessProbe {
  readonly #client: UpstreamClient;
  readonly #journal: Pick<LeadJournal, 'state'>;
  readonly #replicas: Pick<Replicas, 'isUp' | 'members'> | undefined;
  readonly #rememberMs: number;
  readonly #timeoutMs: number;
  #last: { readonly found: Promise<Probed>; until: number } | undefined;

  constructor(
    client: UpstreamClient,
    journal: Pick<LeadJournal, 'state'>,
    { rememberMs = 10_000, timeoutMs = 2000 }: ReadinessOptions = {},
    replicas?: Pick<Replicas, 'isUp' | 'members'>,
  ) {
    this.#replicas = replicas;
    this.#client = client;
    this.#journal = journal;
    this.#rememberMs = rememberMs;
    this.#timeoutMs = timeoutMs;
  }

  /** Never rejects. */
  async look(): Promise<Readiness> {
    const { failingActions, ...found } = await this.#remembered();
    // It is known without a call, so it is always the present state.
    return { ...found, ...(this.#replicas ? { redis: stateOf(this.#replicas) } : {}), failingActions };
  }

  /** Requests at the same time share one result. */
  #remembered(): Promise<Probed> {
    if (this.#last && performance.now() < this.#last.until) return this.#last.found;
    const found = this.#probed();
    const last = { found, until: Infinity };
    this.#last = last;
    return found.finally(() => {
      last.until = performance.now() + this.#rememberMs;
    });
  }

  async #probed(): Promise<Probed> {
    const [isUp, journal] = await Promise.all([this.#isDialerUp(), this.#journal.state()]);
    const dialer = this.#stateOf('goAPI', isUp);
    const failing = new Set(this.#client.health('goAPI').openActions);
    const hasVoxo = this.#client.isConfigured('voxo');
    if (hasVoxo) for (const action of this.#client.health('voxo').openActions) failing.add(action);
    return {
      status: dialer === 'ok' ? 'ok' : `dialer ${dialer}`,
      dialer,
      login: this.#login(dialer),
      leads: this.#stateOf('lmapi', isUp),
      journal,
      ...(hasVoxo ? { voxo: this.#stateOf('voxo', true) } : {}),
      failingActions: [...failing].toSorted(),
    };
  }

  #login(dialer: PartState): Readiness['login'] {
    if (dialer === 'login refused') return 'refused';
    return dialer === 'ok' && this.#client.health('goAPI').isLoginAccepted ? 'accepted' : 'unknown';
  }

  #stateOf(transport: TransportName, isUp: boolean): PartState {
    const { isOpen, isLoginRefused } = this.#client.health(transport);
    if (isLoginRefused) return 'login refused';
    return isUp && !isOpen ? 'ok' : 'unavailable';
  }

  /**
   * Makes the cheapest read, and two others if only that one fails, because a single action may be broken. The two have
   * longer to answer, because a slow dialer can still be used.
   */
  async #isDialerUp(): Promise<boolean> {
    const first = await this.#find(goGetTotalAgentsCall, this.#timeoutMs);
    if (first !== 'FAILED') return first === 'ANSWERED';
    const longer = 2 * this.#timeoutMs;
    const others = await Promise.all([
      this.#find(getAgentStatus, longer),
      this.#find(getAllPortfolios, longer),
    ]);
    return others.includes('ANSWERED');
  }

  async #find<Model>(
    endpoint: Endpoint<string, Record<never, never>, Model>,
    timeoutMs: number,
  ): Promise<Finding> {
    // A cached answer says nothing about the present.
    const uncached = { ...endpoint, cacheSeconds: 0, staleSeconds: 0 };
    const asked = performance.now();
    const { isFull } = this.#client.health('goAPI');
    try {
      await this.#client.probe(uncached, {}, new Caller(AbortSignal.timeout(timeoutMs)));
      return 'ANSWERED';
    } catch (error) {
      const health = this.#client.health('goAPI');
      if (health.isOpen || health.isLoginRefused) return 'DOWN';
      if (health.openActions.includes(endpoint.name)) return 'FAILED';
      const isInTime = error instanceof UpstreamError;
      const wasKeptHere = isInTime ? error.shortCircuited : isFull;
      // The dialer is only slow if it has answered other calls. And if the queue refused this call because it is full,
      // the
      // dialer is up if it answers the calls in the queue.
      if ((!isInTime && health.answeredAt > asked) || (wasKeptHere && health.answersOthers))
        return 'ANSWERED';
      // A 401 or a 429 shows that the dialer answers.
      if (error instanceof UpstreamUnauthorized || error instanceof UpstreamRateLimited) return 'ANSWERED';
      const isGone = error instanceof UpstreamUnavailable && (!error.sent || error.concernsAll);
      return isGone ? 'DOWN' : 'FAILED';
    }
  }
}
