import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type {
  AskTerms,
  PassedAnswer,
  SharedAnswer,
  SharedAnswers,
  SharedCall,
} from '../../upstream/client/shared/sharedAnswers.ts';
import { UpstreamTimeout } from '../../upstream/errors.ts';
import { handled } from '../../upstream/promises/handled.ts';
import { nameOf } from '../../upstream/wire/status.ts';
import type { Connection } from '../connection.ts';
import type { Sealing } from '../sealing.ts';
import { SharedUnavailable } from '../unavailable.ts';
import { unpacked } from './answerFrame.ts';
import { errorOf } from './errorFrame.ts';
import { Leases } from './leases.ts';
import { Listening, type Told } from './listening.ts';
import { namesOf, type Names } from './names.ts';
import { BEGIN } from './scripts.ts';
import { Telling } from './telling.ts';
import { withinTime } from './withinTime.ts';

/** The result of a look-up in the shared cache. `damaged` = changed or cut short; `foreign` = of another version. */
export type SharedRead = 'hit' | 'miss' | 'damaged' | 'foreign';

export interface ExchangeOptions {
  readonly connection: Connection;
  /** Carries what may be large, with a longer deadline. */
  readonly bulk: Connection;
  readonly sealing: Sealing;
  /** The most bytes of all stored answers. */
  readonly mostBytes: number;
  /** How long the lease of a call lasts, in milliseconds. It is renewed while the call goes on. */
  readonly leaseMs?: number | undefined;
  readonly onRead?: (result: SharedRead) => void;
  /** Called if an answer is too large to be passed on. */
  readonly onTooLarge?: (action: string) => void;
}

const LEASE_MS = 3000;

/** A call that could only be sent later than this before the deadline is not sent. */
const LEAST_LEFT_MS = 500;

const begun = z.tuple([z.enum(['stored', 'yours', 'taken']), z.number()]);

/** The answers that servers share in Redis: see SharedAnswers. */
export class AnswerExchange implements SharedAnswers {
  readonly #options: ExchangeOptions;
  readonly #leaseMs: number;
  readonly #leases: Leases;
  readonly #telling: Telling;
  /** Begins the messages of this server. */
  readonly #own = randomBytes(9).toString('base64url');
  #tokens = 0;

  constructor(options: ExchangeOptions) {
    this.#options = options;
    this.#leaseMs = options.leaseMs ?? LEASE_MS;
    this.#telling = new Telling({ ...options, own: this.#own });
    this.#leases = new Leases(options.connection, this.#leaseMs);
  }

  /** Both connections are needed: one has the messages, the other one the answers. */
  get #isUp(): boolean {
    return this.#options.connection.isUp && this.#options.bulk.isUp;
  }

  async recall(call: SharedCall): Promise<SharedAnswer | undefined> {
    const { connection, bulk, onRead } = this.#options;
    const { name, entry } = namesOf(this.#options.connection, this.#options.sealing, call);
    if (!this.#isUp || call.freshMs === 0) return undefined;
    try {
      const left = await connection.command(['PTTL', entry]);
      const isThere = typeof left === 'number' && left > 0;
      const sealed = isThere ? await bulk.binary(['GET', entry]) : null;
      if (!isThere || !Buffer.isBuffer(sealed)) {
        onRead?.('miss');
        return undefined;
      }
      const { staleMs } = call;
      const passed = await this.#unpacked(call, name, sealed);
      return passed && { passed, freshMs: left - staleMs, staleMs };
    } catch (error) {
      if (error instanceof SharedUnavailable) return undefined;
      throw error;
    }
  }

  async ask(
    call: SharedCall,
    terms: AskTerms,
    make: (signal: AbortSignal) => Promise<PassedAnswer>,
  ): Promise<{ readonly from: 'cache' | 'single_flight'; readonly answer: SharedAnswer } | undefined> {
    const { signal } = terms;
    const names = namesOf(this.#options.connection, this.#options.sealing, call);
    let isOfUse = !terms.isFresh && call.freshMs > 0;
    let listening: Listening | undefined;
    let until = Infinity;
    /** Makes the call, in the time that is left after a wait for another server. */
    const makeInTime = (): Promise<PassedAnswer> =>
      until === Infinity
        ? make(signal)
        : withinTime(until - performance.now(), signal, make, () => tooLate(call));
    try {
      for (;;) {
        const token = `${this.#own}${(this.#tokens += 1)}`;
        const state = await this.#begin(names, token, call, isOfUse);
        signal.throwIfAborted();
        if (state === undefined) {
          await makeInTime();
          return undefined;
        }
        if (state.at === 'stored') {
          const answer = await this.recall(call);
          if (answer && answer.freshMs > 0) return { from: 'cache', answer };
          isOfUse = false;
          continue;
        }
        if (state.at === 'yours') {
          await this.#lead(call, names, token, terms.keepMs, makeInTime);
          return undefined;
        }
        if (!listening) {
          // The call may end before this server listens, so it begins again.
          until = performance.now() + call.patienceMs;
          listening = new Listening(this.#options.connection, names.channel, this.#own);
          continue;
        }
        const leftMs = until - performance.now();
        if (leftMs < LEAST_LEFT_MS) throw tooLate(call);
        const told = await listening.next(Math.min(leftMs, Math.max(10, state.leftMs)), signal);
        const answer = told && (await this.#answerOf(call, names, told));
        if (answer) return { from: 'single_flight', answer };
      }
    } finally {
      listening?.end();
    }
  }

  follow(call: SharedCall, onAnswer: (answer: SharedAnswer) => void): () => void {
    const { connection, bulk } = this.#options;
    const names = namesOf(this.#options.connection, this.#options.sealing, call);
    let isOver = false;
    let hasHeard = false;
    const give = (answer: SharedAnswer | undefined): void => {
      if (!answer || isOver) return;
      hasHeard = true;
      onAnswer(answer);
    };
    const listening = new Listening(connection, names.channel, this.#own, (told) => {
      if (told.kind === 'answer' || told.kind === 'stored')
        void handled(this.#answerOf(call, names, told).then(give));
    });
    const last = async (): Promise<void> => {
      const sealed = await bulk.binary(['GET', names.copy]);
      const passed = Buffer.isBuffer(sealed) && (await this.#unpacked(call, names.name, sealed));
      // It may be older than its action's answers are cached.
      if (passed && !hasHeard) give({ passed, freshMs: 0, staleMs: 0 });
    };
    void handled(last());
    return () => {
      isOver = true;
      listening.end();
    };
  }

  /** Undefined if Redis cannot be used, so that this server is on its own. */
  async #begin(
    { lease, entry }: Names,
    token: string,
    { staleMs }: SharedCall,
    isOfUse: boolean,
  ): Promise<{ readonly at: 'stored' | 'yours' | 'taken'; readonly leftMs: number } | undefined> {
    if (!this.#isUp) return undefined;
    try {
      const args = [token, String(this.#leaseMs), String(staleMs), isOfUse ? '1' : '0'];
      const [at, leftMs] = begun.parse(await this.#options.connection.run(BEGIN, [lease, entry], args));
      return { at, leftMs };
    } catch (error) {
      if (error instanceof SharedUnavailable) return undefined;
      throw error;
    }
  }

  /** Makes a call for all servers. Its caller need not wait until the others have been sent the result. */
  async #lead(
    call: SharedCall,
    names: Names,
    token: string,
    keepMs: number,
    make: () => Promise<PassedAnswer>,
  ): Promise<void> {
    const { lease } = names;
    this.#leases.hold(lease, token);
    try {
      const passed = await make();
      const told = this.#telling.answered(call, names, token, keepMs, passed);
      void handled(told.finally(() => this.#leases.release(lease, token)));
    } catch (error) {
      this.#leases.release(lease, token);
      void handled(this.#telling.failed(names, token, error));
      throw error;
    }
  }

  /**
   * The answer in another server's message; undefined if it has none that can be used.
   *
   * @throws the error that its call has ended with
   */
  async #answerOf(
    call: SharedCall,
    { name }: Names,
    { kind, content }: Told,
  ): Promise<SharedAnswer | undefined> {
    if (kind === 'stored') return this.recall(call);
    if (kind === 'failed') {
      const opened = this.#options.sealing.open(`${name} error`, content);
      const error = opened.content && errorOf(call.asked, opened.content.toString());
      if (error) throw error;
      return undefined;
    }
    if (kind !== 'answer') return undefined;
    const { freshMs, staleMs } = call;
    const passed = await this.#unpacked(call, name, content);
    return passed && { passed, freshMs, staleMs };
  }

  async #unpacked(call: SharedCall, name: string, sealed: Buffer): Promise<PassedAnswer | undefined> {
    const read = await unpacked(this.#options.sealing, name, call, sealed);
    this.#options.onRead?.(read.passed ? 'hit' : read.reason);
    return read.passed;
  }
}

const tooLate = ({ asked, patienceMs }: SharedCall): UpstreamTimeout =>
  new UpstreamTimeout(
    asked,
    `${nameOf(asked)} gave no whole answer to ${asked.action} within ${patienceMs / 1000} s.`,
    { sent: true },
  );
