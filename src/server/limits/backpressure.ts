import { setTimeout as pause } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import type { Plan } from '../../plan/types.ts';
import type { Caller } from '../../upstream/client/caller.ts';
import type { UpstreamClient } from '../../upstream/client/client.ts';
import type { EndpointFacts } from '../../upstream/endpoint.ts';
import { ENDPOINTS } from '../../upstream/endpoints.ts';
import { UpstreamUnavailable } from '../../upstream/errors.ts';

const ACTIONS: ReadonlyMap<string, EndpointFacts> = new Map(Object.entries(ENDPOINTS));

/** How long a client waits for its refusal that came back before it was told to, in milliseconds. */
const HOLD_MS = 25;

/** The most refused plans that are remembered. */
const MOST_REMEMBERED = 1000;

/**
 * Announces an operation's plan to the upstreams, and refuses a query before it runs if there is no room for it.
 *
 * An operation is refused at its first call, for part of it may be answered without any. But sixty look-ups are sixty
 * errors then, and clients that come back at once would cost more than those that are answered. So a query is refused
 * as a whole where nothing it asks is ever remembered, or where nothing was at hand for one with the same plan a
 * moment ago. Where there is room again, it runs.
 */
export class Backpressure {
  readonly #client: UpstreamClient;
  readonly #refused = new LRUCache<string, true>({ max: MOST_REMEMBERED, perf: performance });

  constructor(client: UpstreamClient) {
    this.#client = client;
  }

  /** Announces a query's or a mutation's calls. @returns why a query is not to run; undefined if it is */
  async announce(caller: Caller, plan: Plan, isQuery: boolean): Promise<UpstreamUnavailable | undefined> {
    const planned = Object.entries(plan.calls).flatMap(([action, calls]) => {
      const endpoint = ACTIONS.get(action);
      return endpoint ? [{ endpoint, calls }] : [];
    });
    caller.reserve(planned);
    const isNeverAtHand = planned.every(({ endpoint }) => endpoint.cacheSeconds === 0);
    const isRefusedAgain = this.#refused.has(keyOf(caller, plan));
    if (!isQuery || !(isNeverAtHand || isRefusedAgain)) return undefined;
    try {
      for (const { endpoint } of planned) this.#client.admit(endpoint, caller);
      return undefined;
    } catch (error) {
      if (!(error instanceof UpstreamUnavailable)) throw error;
      this.note(caller, plan, error);
      if (isRefusedAgain) await pause(HOLD_MS);
      return error;
    }
  }

  /** Notes the first error of an operation that ran. */
  note(caller: Caller, plan: Plan, error: unknown): void {
    if (!(error instanceof UpstreamUnavailable) || !error.shortCircuited) return;
    const { retryAfterSeconds } = error;
    const tookNothing = Object.keys({ ...caller.calls, ...caller.cached }).length === 0;
    if (retryAfterSeconds === undefined || !tookNothing) return;
    this.#refused.set(keyOf(caller, plan), true, { ttl: retryAfterSeconds * 1000 });
  }
}

const keyOf = ({ viewer }: Caller, { calls }: Plan): string => JSON.stringify([viewer, calls]);
