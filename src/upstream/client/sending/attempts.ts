import { QueueFull } from '../queue/admission.ts';
import type { Caller } from '../caller.ts';
import { readColumns } from '../../wire/columns/columnReader.ts';
import type { Deadline } from '../../promises/deadline.ts';
import { sizeOf, type EndpointFacts, type WireFields } from '../../endpoint.ts';
import {
  UpstreamRefused,
  UpstreamTimeout,
  UpstreamUnauthorized,
  UpstreamUnavailable,
  type Asked,
  UpstreamError,
} from '../../errors.ts';
import type { SendingTerms } from '../httpClient.ts';
import type { Logins } from '../login/logins.ts';
import type { Turn } from '../queue/queue.ts';
import type { Attempt, CallRecord } from './callRecord.ts';
import { putTables } from '../../wire/columns/storedTables.ts';
import type { Part } from '../../wire/reading/reader.ts';
import { nameOf } from '../../wire/status.ts';
import type { OpenedAnswer, Transport, WireAnswer } from '../../wire/transport.ts';
import type { UpstreamLog, UpstreamState } from '../upstreamState.ts';

/** One call, ready to be made. */
export interface Call {
  readonly asked: Asked;
  readonly endpoint: EndpointFacts;
  readonly transport: Transport;
  readonly fields: WireFields;
  readonly caller: Caller;
  /** The table that is read into columns if it has many rows. */
  readonly inColumns?: Part | undefined;
  /** The fields of its action's probe; undefined if it is its own. */
  readonly probe?: WireFields | undefined;
  /** What it takes, for the observer. */
  readonly record: CallRecord;
  /** True for a refusal that is an answer: the list is empty, or the record does not exist. */
  readonly isAnswer?: (error: unknown) => boolean;
}

/**
 * A write is not sent if less than this share of its deadline is left. Applies until its action's service time is
 * known.
 */
const LEAST_OF_A_WRITE = 1 / 8;

/** The limits of one attempt. */
export interface Limits {
  /** Ends the call, also when no caller waits for it any more. */
  readonly deadline: Deadline;
  /** The error if the call may no longer be sent: a circuit has opened, or the upstream sent Retry-After. */
  readonly refusal: () => UpstreamError | undefined;
  /** True for a probe. It skips admission control and is always sent, and its duration is not measured. */
  readonly isProbe: boolean;
}

/** Sends the requests of a call, one at a time. Each waits for its turn and for a proved login. */
export class Attempts {
  readonly #stateOf: (transport: Transport) => UpstreamState;
  readonly #logins: Logins;
  readonly #log: UpstreamLog;

  constructor(stateOf: (transport: Transport) => UpstreamState, logins: Logins, log: UpstreamLog) {
    this.#stateOf = stateOf;
    this.#logins = logins;
    this.#log = log;
  }

  /** Sends one request when it is its turn. */
  async make(call: Call, limits: Limits): Promise<OpenedAnswer> {
    const { asked, endpoint, transport, caller } = call;
    const { deadline, isProbe, refusal } = limits;
    const { queue, timeoutMs } = this.#stateOf(transport);
    const attempt = call.record.begin();
    const turn: Turn = {
      caller,
      endpoint,
      always: isProbe || endpoint.effect === 'write',
      onFirst: () => deadline.start(),
    };
    try {
      return await queue.run(turn, deadline.signal, async () => {
        // A circuit may have opened while the call waited.
        const refused = refusal();
        if (refused) throw refused;
        return this.#sent(call, attempt, limits);
      });
    } catch (error) {
      if (error instanceof QueueFull) throw this.turnedAway(asked, error);
      throw deadline.hasEnded(error) ? tooLate(asked, timeoutMs) : error;
    } finally {
      attempt.ended();
    }
  }

  async #sent(
    { asked, endpoint, transport, fields, caller, inColumns, record }: Call,
    attempt: Attempt,
    { deadline, isProbe }: Limits,
  ): Promise<OpenedAnswer> {
    const { http, leftAlone, times, timeoutMs } = this.#stateOf(transport);
    const login = await this.#logins.of(transport).use(asked, sizeOf(endpoint), deadline.signal);
    try {
      const usualMs = times.usualMs(endpoint);
      // The wait for the login takes time, too. With too little time left a read's answer would come too late, and
      // the outcome of a write would be unknown.
      const leastMs = usualMs ?? (endpoint.effect === 'write' ? timeoutMs * LEAST_OF_A_WRITE : 0);
      if (!isProbe && deadline.leftMs < leastMs) throw tooLate(asked, timeoutMs);
      caller.noteCall(endpoint.name);
      // If the call was sent with too little time left, its timeout says nothing about the upstream.
      const wasLate = !isProbe && deadline.leftMs < (usualMs ?? timeoutMs / 2);
      const { headers, ...rest } = transport.request(endpoint, fields);
      const request = { ...rest, headers: { ...headers, ...record.headers } };
      const send = async (): Promise<OpenedAnswer> => {
        let sent = false;
        const terms: SendingTerms = {
          maxBytes: endpoint.maxBytes,
          signal: deadline.signal,
          effect: endpoint.effect,
          readColumns:
            inColumns &&
            ((before) => {
              const { paths = [], aliases = {} } = inColumns;
              return readColumns({ action: endpoint.name, before, paths, aliases });
            }),
          excluding: (work) => deadline.excluding(work),
          maySend: () => caller.maySend,
          onHandedOver: () => {
            sent = true;
          },
          onStatus: (status) => {
            attempt.status = status;
          },
        };
        attempt.sent();
        let answer: WireAnswer;
        try {
          answer = await http.send(asked, transport.baseUrl.origin, request, terms);
        } catch (error) {
          if (!deadline.hasEnded(error)) throw error;
          throw new UpstreamTimeout(
            asked,
            sent
              ? `${nameOf(asked)} gave no whole answer to ${asked.action} within ${timeoutMs / 1000} s.`
              : `${nameOf(asked)} took no connection for ${asked.action} within ${timeoutMs / 1000} s.`,
            { sent, shortCircuited: wasLate },
          );
        } finally {
          attempt.ended();
        }
        const { body, hasLegacyText = false, tables } = answer;
        const parsed = transport.open(asked, answer);
        if (tables) putTables(parsed.value, tables);
        return { ...parsed, body, hasLegacyText, ...(tables && { tables }) };
      };
      // A probe is cheaper than its action, so its duration is not measured.
      const opened = await (isProbe ? send() : times.measure(endpoint, send, () => deadline.excludedMs));
      login.accepted();
      return opened;
    } catch (error) {
      leftAlone.note(error);
      if (error instanceof UpstreamUnauthorized && error.loginRefused)
        throw this.#logins.refused(login, error);
      if (error instanceof UpstreamUnauthorized || error instanceof UpstreamRefused) login.accepted();
      throw error;
    } finally {
      login.ended();
    }
  }

  /** The error of a call if the queue has no room for it. */
  turnedAway(asked: Asked, cause: QueueFull): UpstreamUnavailable {
    const { retryAfterSeconds } = cause;
    this.#log.warn({ ...asked }, 'the queue is too long: calls are turned away');
    return new UpstreamUnavailable(
      asked,
      `${nameOf(asked)} is busy: too many calls wait for it. Try again in ${retryAfterSeconds} s.`,
      { sent: false, shortCircuited: true, retryAfterSeconds },
      { cause },
    );
  }
}

/** The error of a call that was not sent, because no answer could come in time. */
const tooLate = (asked: Asked, timeoutMs: number): UpstreamTimeout =>
  new UpstreamTimeout(
    asked,
    `${nameOf(asked)} is busy: ${asked.action} got no turn within ${timeoutMs / 1000} s, and was not sent. Try again later.`,
    { sent: false, shortCircuited: true },
  );

/** True for an attempt that ended before it was sent. An attempt sent too late for an answer counts as sent. */
export const wasNotTried = (error: unknown): boolean =>
  error instanceof UpstreamError && error.shortCircuited && !('sent' in error && error.sent === true);
