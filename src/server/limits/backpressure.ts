import { setTimeout as pause } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import type { Plan } from '../../plan/types.ts';
import type { Caller } from '../../upstream/client/caller.ts';
import type { UpstreamClient } from '../../upstream/client/client.ts';
import type { EndpointFacts } from '../../upstream/endpoint.ts';
import { ENDPOINTS } from '../../upstream/endpoints.ts';
import { UpstreamUnavailable } from '../../upstream/errors.ts';
import type { MaybePromise } from '../../upstream/promises/maybePromise.ts';

const ACTIONS: ReadonlyMap<string, EndpointFacts> = new Map(Object.entries(ENDPOINTS));

/** The delay of a refusal, in milliseconds, if the client ignored `retryAfterSeconds`. */
const HOLD_MS = 25;

/** The most refused plans that are kept. */
const MOST_REMEMBERED = 1000;

/**
 * Announces an operation's plan to the upstreams, and refuses a query before it runs if there is no room for it.
 *
 * Usually an operation is refused at its first call, because the cache may answer the rest. But an operation of 60
 * calls then has 60 errors, and clients that retry at once would cost more than those that get an answer. So a whole
 * query is refused in two cases: none of its actions is ever cached, or the cache had no answer a moment ago for the
 * same viewer and plan. As soon as there is room, it runs.
 */
export class Backpressure {
  readonly #client: UpstreamClient;
  readonly #refused = new LRUCache<string, true>({ max: MOST_REMEMBERED, perf: performance });

  constructor(client: UpstreamClient) {
    this.#client = client;
  }

  /** Announces the calls of a query or a mutation. @returns the error if a query is refused; undefined if it may run */
  announce(caller: Caller, plan: Plan, isQuery: boolean): MaybePromise<UpstreamUnavailable | undefined> {
    const { planned, isNeverCached } = announcementOf(plan);
    caller.reserve(planned);
    const isRefusedAgain = this.#refused.size > 0 && this.#refused.has(keyOf(caller, plan));
    if (!isQuery || !(isNeverCached || isRefusedAgain)) return undefined;
    try {
      for (const { endpoint } of planned) this.#client.admit(endpoint, caller);
      return undefined;
    } catch (error) {
      if (!(error instanceof UpstreamUnavailable)) throw error;
      this.note(caller, plan, error);
      return isRefusedAgain ? pause(HOLD_MS, error) : error;
    }
  }

  /** Remembers a plan that was refused, until its client may retry. @param error the first error of the operation */
  note(caller: Caller, plan: Plan, error: unknown): void {
    if (!(error instanceof UpstreamUnavailable) || !error.shortCircuited) return;
    const { retryAfterSeconds } = error;
    const gotNothing = Object.keys({ ...caller.calls, ...caller.cached }).length === 0;
    if (retryAfterSeconds === undefined || !gotNothing) return;
    this.#refused.set(keyOf(caller, plan), true, { ttl: retryAfterSeconds * 1000 });
  }
}

interface Announcement {
  readonly planned: readonly { readonly endpoint: EndpointFacts; readonly calls: number }[];
  /** True if the cache can answer none of them. */
  readonly isNeverCached: boolean;
}

/** Plans are cached with their documents. */
const announcements = new WeakMap<Plan, Announcement>();

function announcementOf(plan: Plan): Announcement {
  let announcement = announcements.get(plan);
  if (!announcement) announcements.set(plan, (announcement = newAnnouncementOf(plan)));
  return announcement;
}

function newAnnouncementOf({ calls }: Plan): Announcement {
  const planned = Object.entries(calls).flatMap(([action, most]) => {
    const endpoint = ACTIONS.get(action);
    return endpoint ? [{ endpoint, calls: most }] : [];
  });
  return { planned, isNeverCached: planned.every(({ endpoint }) => endpoint.cacheSeconds === 0) };
}

const keyOf = ({ viewer }: Caller, { calls }: Plan): string => JSON.stringify([viewer, calls]);
