import type { JournalState, LeadJournal } from '../leads/journal.ts';
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

/** How a part of what is served is doing. */
type PartState = 'ok' | 'login refused' | 'unavailable';

/** What `/ready` says, without secrets. */
export interface Readiness {
  readonly status: 'ok' | 'dialer login refused' | 'dialer unavailable';
  readonly dialer: PartState;
  /** What leads are added through. */
  readonly leads: PartState;
  /** What is noted of the leads that are added: without it none is, while everything is read. */
  readonly journal: JournalState;
  /** The phone system; left out if there is none. It is not asked, but known by what it answered last. */
  readonly voxo?: PartState;
  /** Actions of an upstream that are held back by themselves, while the others are served. */
  readonly failingActions: readonly string[];
}

export interface ReadinessOptions {
  /** How long an answer is remembered. */
  readonly rememberMs?: number;
  /** How long the dialer may take to answer. */
  readonly timeoutMs?: number;
}

/** What a question to the dialer shows: DOWN = no other question would do better. */
type Finding = 'ANSWERED' | 'FAILED' | 'DOWN';

/**
 * Whether anything useful can be served. The dialer is asked when this is asked, and the answer is remembered; nothing is
 * polled in the background.
 */
export class ReadinessProbe {
  readonly #client: UpstreamClient;
  readonly #journal: Pick<LeadJournal, 'state'>;
  readonly #rememberMs: number;
  readonly #timeoutMs: number;
  #last: { readonly readiness: Promise<Readiness>; until: number } | undefined;

  constructor(
    client: UpstreamClient,
    journal: Pick<LeadJournal, 'state'>,
    { rememberMs = 10_000, timeoutMs = 2000 }: ReadinessOptions = {},
  ) {
    this.#client = client;
    this.#journal = journal;
    this.#rememberMs = rememberMs;
    this.#timeoutMs = timeoutMs;
  }

  /** Never rejects. All who ask at once get one answer. */
  look(): Promise<Readiness> {
    if (this.#last && performance.now() < this.#last.until) return this.#last.readiness;
    const readiness = this.#probed();
    const last = { readiness, until: Infinity };
    this.#last = last;
    return readiness.finally(() => {
      last.until = performance.now() + this.#rememberMs;
    });
  }

  async #probed(): Promise<Readiness> {
    const [isUp, journal] = await Promise.all([this.#isDialerUp(), this.#journal.state()]);
    const dialer = this.#stateOf('goAPI', isUp);
    const failing = new Set(this.#client.health('goAPI').openActions);
    const hasVoxo = this.#client.isConfigured('voxo');
    if (hasVoxo) for (const action of this.#client.health('voxo').openActions) failing.add(action);
    return {
      status: dialer === 'ok' ? 'ok' : `dialer ${dialer}`,
      dialer,
      leads: this.#stateOf('lmapi', isUp),
      journal,
      ...(hasVoxo ? { voxo: this.#stateOf('voxo', true) } : {}),
      failingActions: [...failing].toSorted(),
    };
  }

  #stateOf(transport: TransportName, isUp: boolean): PartState {
    const { isOpen, isLoginRefused } = this.#client.health(transport);
    if (isLoginRefused) return 'login refused';
    return isUp && !isOpen ? 'ok' : 'unavailable';
  }

  /** The cheapest read; where that fails by itself, two others: only some action may be broken. */
  async #isDialerUp(): Promise<boolean> {
    const first = await this.#find(goGetTotalAgentsCall);
    if (first !== 'FAILED') return first === 'ANSWERED';
    const others = await Promise.all([this.#find(getAgentStatus), this.#find(getAllPortfolios)]);
    return others.includes('ANSWERED');
  }

  async #find<Model>(endpoint: Endpoint<string, Record<never, never>, Model>): Promise<Finding> {
    // What is remembered says nothing of now.
    const anew = { ...endpoint, cacheSeconds: 0, staleSeconds: 0 };
    const asked = performance.now();
    const { isFull } = this.#client.health('goAPI');
    try {
      await this.#client.call(anew, {}, new Caller(AbortSignal.timeout(this.#timeoutMs)));
      return 'ANSWERED';
    } catch (error) {
      const health = this.#client.health('goAPI');
      if (health.isOpen || health.isLoginRefused) return 'DOWN';
      if (health.openActions.includes(endpoint.name)) return 'FAILED';
      const isInTime = error instanceof UpstreamError;
      const wasKeptHere = isInTime ? error.shortCircuited : isFull;
      // It answers others, though slowly; or this was kept here by those that it answers.
      if ((!isInTime && health.answeredAt > asked) || (wasKeptHere && health.answersOthers))
        return 'ANSWERED';
      // A dialer that lacks a right or wants to be asked less answers.
      if (error instanceof UpstreamUnauthorized || error instanceof UpstreamRateLimited) return 'ANSWERED';
      const isGone = error instanceof UpstreamUnavailable && (!error.sent || error.concernsAll);
      return isGone ? 'DOWN' : 'FAILED';
    }
  }
}
