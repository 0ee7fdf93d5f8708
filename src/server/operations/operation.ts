import { createHash } from 'node:crypto';
import { getOperationAST, OperationTypeNode, type DocumentNode, type GraphQLError } from 'graphql';
import type { Caller, Traffic } from '../../upstream/client/caller.ts';
import type { OperationIdentity } from '../../upstream/client/operationIdentity.ts';
import type { OperationObserver } from './observers.ts';

/**
 * How an operation ended. `failed`: at least one error that is not the client's (an upstream's, or a defect).
 * `refused`: only errors that the client can avoid, such as invalid input, a missing scope or a limit. `client_left`:
 * the client did not get the answer. A subscription that its client ends was answered.
 */
export type OperationOutcome = 'answered' | 'failed' | 'refused' | 'unauthenticated' | 'client_left';

/** Calls by action. */
type Calls = Readonly<Record<string, number>>;

/**
 * An operation that has ended. It holds no value of a document or of an answer. What only some logs need is made when they
 * ask for it.
 */
export interface EndedOperation {
  readonly identity: OperationIdentity;
  /** Undefined if it did not get as far as its document. */
  readonly kind: OperationTypeNode | undefined;
  /** The operation's own name, as its client wrote it; at most 255 letters, digits and underscores. */
  readonly name: string | undefined;
  /** The SHA-256 of the document, in hexadecimal; undefined without a document. */
  readonly documentHash: () => string | undefined;
  /** The viewer's name; undefined if the request was not authenticated. */
  readonly viewer: string | undefined;
  readonly outcome: OperationOutcome;
  /** When it began, by `performance.now()`. */
  readonly startedAt: number;
  /** Until its answer was made; of a subscription, until its end. */
  readonly milliseconds: number;
  /** The HTTP status of its answer. */
  readonly status: number;
  /** The errors of its answer, by code. */
  readonly errors: Readonly<Record<string, number>>;
  /** The requests that were sent to upstreams, by action. A retry counts again. */
  readonly calls: () => Calls;
  /** The calls that the cache or an equal call under way answered, by action. */
  readonly cached: () => Calls;
  /** What its calls have taken. */
  readonly traffic: Traffic;
  /** The length of its answer as sent; of a subscription, of all events. */
  readonly answerBytes: number;
  /** Of a subscription: the events that were sent. */
  readonly events: number;
  /** Of an export: the rows that were sent. */
  readonly exported: number;
}

const NO_TRAFFIC: Traffic = { rows: 0, bytes: 0, queueMs: 0, serviceMs: 0 };

/** An operation under way. The parts of the server note its facts here; it is reported once, at its end. */
export class Operation {
  readonly identity: OperationIdentity;
  viewer: string | undefined;
  /** The caller of its calls. */
  caller: Caller | undefined;
  readonly #observer: OperationObserver;
  readonly #startedAt = performance.now();
  #answeredAt: number | undefined;
  #document: DocumentNode | undefined;
  #name: string | undefined;
  #kind: OperationTypeNode | undefined;
  readonly #errors = new Map<string, number>();
  #events = 0;
  /** The bytes of an answer whose length was not known before. */
  #streamedBytes = 0;
  #exported = 0;
  #isTold = false;

  constructor(identity: OperationIdentity, observer: OperationObserver) {
    this.identity = identity;
    this.#observer = observer;
  }

  /** Notes the document, and which of its operations runs. */
  noteDocument(document: DocumentNode, operationName: string | null | undefined): void {
    const operation = getOperationAST(document, operationName);
    this.#document = document;
    this.#name = operation?.name?.value;
    this.#kind = operation?.operation;
  }

  noteErrors(errors: readonly GraphQLError[]): void {
    for (const { extensions } of errors) {
      const { code } = extensions;
      this.noteCode(typeof code === 'string' ? code : NO_CODE);
    }
  }

  /** Notes an error by its `extensions.code`. */
  noteCode(code: string): void {
    this.#errors.set(code, (this.#errors.get(code) ?? 0) + 1);
  }

  /** Counts events of a subscription that are sent. */
  noteSent(events: readonly Buffer[]): void {
    this.#events += events.length;
    for (const { length } of events) this.#streamedBytes += length;
  }

  /** Counts rows of an export that are sent, and their bytes on the connection. */
  noteExported(rows: number, bytes: number): void {
    this.#exported += rows;
    this.#streamedBytes += bytes;
  }

  /** Marks that the answer is made, or that there will be none. */
  answered(): void {
    this.#answeredAt ??= performance.now();
  }

  /**
   * Tells the observer, once. A request without a document and without an error is no operation: GraphiQL's page, a
   * preflight request.
   */
  end({ hasLeft, status, answerBytes }: { hasLeft: boolean; status: number; answerBytes: number }): void {
    if (this.#isTold || (!this.#document && this.#errors.size === 0)) return;
    this.#isTold = true;
    this.#observer.onOperation?.(this.#ended(hasLeft, status, answerBytes));
  }

  /** Tells the observer of an execution for one event of a subscription, once. */
  endEvent(): void {
    if (this.#isTold) return;
    this.#isTold = true;
    this.#observer.onEvent?.(this.#ended(false, 200, 0));
  }

  #ended(hasLeft: boolean, status: number, answerBytes: number): EndedOperation {
    const { identity, viewer, caller } = this;
    const document = this.#document;
    return {
      identity,
      kind: this.#kind,
      name: this.#name,
      documentHash: () => document && hashOf(document),
      viewer,
      outcome: outcomeOf(this.#errors, hasLeft && this.#kind !== OperationTypeNode.SUBSCRIPTION),
      startedAt: this.#startedAt,
      milliseconds: (this.#answeredAt ?? performance.now()) - this.#startedAt,
      status,
      errors: Object.fromEntries(this.#errors),
      calls: () => ({ ...caller?.calls, ...caller?.written }),
      cached: () => caller?.cached ?? {},
      traffic: caller?.traffic ?? NO_TRAFFIC,
      answerBytes: answerBytes + this.#streamedBytes,
      events: this.#events,
      exported: this.#exported,
    };
  }
}

/** An error without a code is graphql-js's own. */
const NO_CODE = 'UNKNOWN';

/** The errors that are not the client's. */
const FAILURE = /^(?:DIALER_|VOXO_|INTERNAL_SERVER_ERROR$|SERVICE_UNAVAILABLE$|UNKNOWN$)/;

function outcomeOf(errors: ReadonlyMap<string, number>, hasLeft: boolean): OperationOutcome {
  if (hasLeft) return 'client_left';
  if (errors.size === 0) return 'answered';
  if (errors.has('UNAUTHENTICATED')) return 'unauthenticated';
  return errors.keys().some((code) => FAILURE.test(code)) ? 'failed' : 'refused';
}

/** Documents are cached, so each is hashed once. */
const hashes = new WeakMap<DocumentNode, string>();

function hashOf(document: DocumentNode): string | undefined {
  const known = hashes.get(document);
  if (known !== undefined || !document.loc) return known;
  const hash = createHash('sha256').update(document.loc.source.body).digest('hex');
  hashes.set(document, hash);
  return hash;
}
