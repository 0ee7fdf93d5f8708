import type { Asked } from '../../errors.ts';
import type { StoredTable } from '../../wire/columns/building/tableBuilder.ts';

/**
 * An answer as one replica of this server passes it on to the others: as received, so that each reads it by its own
 * records.
 */
export interface PassedAnswer {
  /** The body, with an empty array in place of each table; undefined if the answer is `nothing` of its record. */
  readonly body: string | undefined;
  /** The tables that were read as they arrived: see WireAnswer. */
  readonly tables?: ReadonlyMap<string, StoredTable> | undefined;
  readonly answeredAt: Date;
}

/** A call as all replicas know it. */
export interface SharedCall {
  readonly asked: Asked;
  /** The upstream's address, the account, the action and the fields: equal identities have equal answers. */
  readonly identity: string;
  /** The columns of its tables. Tables with other columns come from another version of this server. */
  readonly format: string;
  /** How long its answer is fresh, in milliseconds; 0 = it is never stored. */
  readonly freshMs: number;
  /** How long after that it may be served stale, in milliseconds. */
  readonly staleMs: number;
  /** The longest wait for another replica's call, in milliseconds. */
  readonly patienceMs: number;
}

/** An answer that another replica has passed on, and how long it may still be used, in milliseconds. */
export interface SharedAnswer {
  readonly passed: PassedAnswer;
  readonly freshMs: number;
  readonly staleMs: number;
}

export interface AskTerms {
  /** True if a stored answer is not used. */
  readonly isFresh: boolean;
  /** How long the answer is kept for replicas that begin to follow the call, in milliseconds; 0 = it is not. */
  readonly keepMs: number;
  /** Aborted when no caller of this replica waits any more. */
  readonly signal: AbortSignal;
}

/**
 * The answers that replicas of this server share: a second level of the response cache, and single flight over all
 * replicas. If the shared store cannot be used, each replica works alone, and no call fails because of that.
 */
export interface SharedAnswers {
  /** The stored answer, fresh or stale; undefined if there is none that can be used. Never rejects. */
  recall(call: SharedCall): Promise<SharedAnswer | undefined>;
  /**
   * Makes a call once for all replicas.
   *
   * @param make makes the call. It is called if no other replica has the answer or is making the call
   * @returns the answer of another replica, and where it came from; undefined if `make` has given it
   * @throws the error of `make`; an UpstreamError that another replica's call has ended with; UpstreamTimeout if the wait
   *   for it was too long; the signal's reason
   */
  ask(
    call: SharedCall,
    terms: AskTerms,
    make: (signal: AbortSignal) => Promise<PassedAnswer>,
  ): Promise<{ readonly from: 'cache' | 'single_flight'; readonly answer: SharedAnswer } | undefined>;
  /**
   * Listens to the answers that other replicas get to a call. The last one that was kept comes first.
   *
   * @returns ends it
   */
  follow(call: SharedCall, onAnswer: (answer: SharedAnswer) => void): () => void;
}
