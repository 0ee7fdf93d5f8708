import { scrypt } from 'node:crypto';
import { promisify } from 'node:util';
import type { LoginState, SharedLogin } from '../../upstream/client/shared/sharedLogin.ts';
import { handled } from '../../upstream/promises/handled.ts';
import type { Connection } from '../connection.ts';
import type { Members } from '../members.ts';
import { SharedUnavailable } from '../unavailable.ts';
import { LOGIN, loginMessage, loginReply } from './loginScript.ts';

/** Ten refusals lock the account. */
const MOST_REFUSALS = 9;

/** The pause after that many, in milliseconds: a day. A changed secret ends it; a restarted server tries earlier. */
const LONGEST_PAUSE_MS = 86_400_000;

const derived = promisify<string, string, number, Buffer>(scrypt);

export interface SharedLoginOptions {
  readonly connection: Connection;
  readonly members: Members;
  /** The upstream and the account. */
  readonly account: string;
  /** The present secret of the account. */
  readonly secret: () => string;
  /** How long a call that tries the login may take, in milliseconds. */
  readonly timeoutMs: number;
}

/** A login whose tries and refusals are counted over all servers with the same account and secret. */
export class RedisLogin implements SharedLogin {
  readonly #options: SharedLoginOptions;
  readonly #listeners: ((state: LoginState) => void)[] = [];
  /** The name of the state of the present account and secret. */
  #name: Promise<string>;
  #endListening: () => void = () => undefined;
  /** As last received. */
  #refusals = 0;
  #message = '';
  /** By `performance.now()`. */
  #until = 0;
  #isClosed = false;
  /** True until it receives a verdict: see LOGIN. */
  #hasStarted = true;
  /** Events that were not sent to the others, because Redis could not be used. */
  #untold: (readonly string[])[] = [];

  constructor(options: SharedLoginOptions) {
    this.#options = options;
    this.#name = handled(this.#named());
    options.connection.onChange((isUp) => {
      if (!isUp) return;
      const untold = this.#untold.splice(0);
      this.#look();
      for (const words of untold) this.#tell(...words);
    });
  }

  get isShared(): boolean {
    return this.#options.connection.isUp;
  }

  partOf(unproved: number): number {
    return Math.max(1, Math.floor(unproved / this.#options.members.count));
  }

  get mostRefusals(): number {
    if (this.isShared) return MOST_REFUSALS;
    // The others count on from the same number, too.
    const left = Math.max(0, MOST_REFUSALS - this.#refusals);
    return Math.max(1, this.#refusals + Math.floor(left / this.#options.members.count));
  }

  async mayTry(): Promise<boolean> {
    try {
      return await this.#run('try', String(this.#options.timeoutMs));
    } catch (error) {
      if (error instanceof SharedUnavailable) return true;
      throw error;
    }
  }

  accepted(): void {
    this.#hasStarted = false;
    if (!this.isShared) this.#untold = [];
    // Refusals that it knew before do not count any more. Refusals of others that it has not received do.
    this.#tell('accepted', String(this.isShared ? this.#refusals : Number.MAX_SAFE_INTEGER));
  }

  refused(message: string, pausesMs: readonly number[]): void {
    this.#hasStarted = false;
    this.#tell('refused', message, ...[MOST_REFUSALS, LONGEST_PAUSE_MS, ...pausesMs].map(String));
  }

  ended(): void {
    this.#tell('ended');
  }

  renew(): void {
    // Later messages about the old secret say nothing about the new one.
    this.#endListening();
    this.#endListening = () => undefined;
    this.#refusals = 0;
    this.#message = '';
    this.#until = 0;
    this.#hasStarted = true;
    this.#untold = [];
    this.#name = handled(this.#named());
  }

  onState(listener: (state: LoginState) => void): void {
    this.#listeners.push(listener);
  }

  close(): void {
    this.#isClosed = true;
    this.#endListening();
  }

  /** The name holds a slow hash of the secret, so that nobody who reads Redis can guess the secret. */
  async #named(): Promise<string> {
    const { account, secret, connection } = this.#options;
    const text = secret();
    const hash = await derived(text, `${connection.key('login')} ${account}`, 16);
    const name = `login-${hash.toString('hex')}`;
    // The secret may have changed meanwhile.
    if (this.#isClosed || secret() !== text) return name;
    this.#endListening = connection.subscribe(name, (news) => {
      const [refusals, leftMs, accepted, message] = loginMessage.parse(JSON.parse(news));
      const isVerdict = accepted === 1 || refusals !== this.#refusals;
      // The pause that is left is that of servers that have not just started.
      if (this.#hasStarted && !isVerdict) return this.#look();
      this.#hasStarted = false;
      this.#hear({ refusals, leftMs, isAccepted: accepted === 1, message });
    });
    this.#look();
    return name;
  }

  #look(): void {
    const leftMs = Math.max(0, Math.round(this.#until - performance.now()));
    this.#tell('known', String(this.#refusals), String(leftMs), this.#message);
  }

  #tell(...words: readonly string[]): void {
    const name = this.#name;
    this.#run(...words).catch((error: unknown) => {
      if (!(error instanceof SharedUnavailable)) throw error;
      if (!['accepted', 'refused'].includes(words[0] ?? '') || this.#name !== name) return;
      this.#untold = [...this.#untold, words].slice(-MOST_REFUSALS);
    });
  }

  async #run(...words: readonly string[]): Promise<boolean> {
    const { connection, members } = this.#options;
    const naming = this.#name;
    const name = connection.key(await naming);
    const started = this.#hasStarted ? '1' : '0';
    const reply = await connection.run(LOGIN, [name], [name, members.id, started, ...words]);
    const [may, refusals, leftMs, accepted, message] = loginReply.parse(reply);
    // The secret may have changed meanwhile.
    if (this.#name === naming) this.#hear({ refusals, leftMs, isAccepted: accepted === 1, message });
    return may === 1;
  }

  #hear(state: LoginState): void {
    this.#refusals = state.refusals;
    this.#message = state.message;
    this.#until = performance.now() + state.leftMs;
    for (const listener of this.#listeners) listener(state);
  }
}
