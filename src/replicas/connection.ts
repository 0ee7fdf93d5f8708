import { RedisClient, RESP_TYPES } from '@redis/client';
import { z } from 'zod';
import { handled } from '../upstream/promises/handled.ts';
import type { Secret } from '../upstream/wire/transport.ts';
import { resultIn, type Script } from './script.ts';
import { SharedUnavailable, reasonOf } from './unavailable.ts';

/** The logger of this layer. It gets no keys, no values and no address. */
export interface SharedLog {
  info(facts: Readonly<Record<string, unknown>>, message: string): void;
  warn(facts: Readonly<Record<string, unknown>>, message: string): void;
}

export interface ConnectionOptions {
  /** redis:// or rediss://, with the credentials. Read at each attempt to connect. */
  readonly url: Secret;
  /** Begins all keys and channels: servers of different dialers may use the same Redis. */
  readonly prefix: string;
  readonly log: SharedLog;
  readonly terms?: Partial<ConnectionTerms> | undefined;
}

/** Times in milliseconds. */
export interface ConnectionTerms {
  /** The deadline of a command. If it passes, Redis counts as gone. */
  readonly deadlineMs: number;
  /** The deadline of an attempt to connect. */
  readonly connectMs: number;
  /** The pause after a failed attempt to connect; doubled after each further one, up to `mostRetryMs`. */
  readonly retryMs: number;
  readonly mostRetryMs: number;
}

const TERMS: ConnectionTerms = { deadlineMs: 500, connectMs: 1000, retryMs: 50, mostRetryMs: 500 };

/** Called with each message of a channel. It must not throw. */
export type MessageListener = (message: string) => void;

/** Made once, since the class of clients takes longer to make than a client to connect. RESP 3 is the client's default. */
const createClient = RedisClient.factory({ RESP: 3 });

type Client = ReturnType<typeof createClient>;

/** A command's words. A Buffer is sent as it is. */
export type Words = readonly (string | Buffer)[];

/** Nothing can be shared if the Redis user may not do this. */
const WRITES = "return redis.call('SET', KEYS[1], '1', 'PX', '1000')";

const timeReply = z.tuple([z.coerce.number(), z.coerce.number()]);

/**
 * A connection to Redis, for commands and messages. It reconnects by itself; commands fail at once while it is down. A
 * command that is not answered within its deadline ends the connection, so a Redis that hangs counts as one that is gone.
 */
export class Connection {
  readonly #options: ConnectionOptions;
  readonly #terms: ConnectionTerms;
  readonly #listeners = new Set<(isUp: boolean) => void>();
  readonly #channels = new Map<string, Set<MessageListener>>();
  #client: Client | undefined;
  #isUp = false;
  #isClosed = false;
  #failures = 0;
  #retry: NodeJS.Timeout | undefined;
  /** Redis's clock minus `performance.now()`, in milliseconds. */
  #clock = 0;
  /** True until the outcome of the first attempt was logged. */
  #isFirst = true;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#terms = { ...TERMS, ...options.terms };
  }

  /** True if commands are answered. */
  get isUp(): boolean {
    return this.#isUp;
  }

  /** The key or channel of a name. */
  key(name: string): string {
    return `${this.#options.prefix}:${name}`;
  }

  /** Calls a listener at each change, with the new state. @returns removes it */
  onChange(listener: (isUp: boolean) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Begins to connect. Resolves after the first attempt, whatever its outcome. To be called once. */
  async start(): Promise<void> {
    await this.#connect();
  }

  /**
   * Runs a script. Redis does not run it after its deadline.
   *
   * @returns its result: Lua's numbers are whole, and its tables are lists
   * @throws SharedUnavailable
   */
  async run(of: Script, keys: readonly string[], args: Words): Promise<unknown> {
    const began = performance.now();
    try {
      return await this.#runOnce(of, keys, args);
    } catch (error) {
      // The clock was read late, as by a busy server, and has been set by the refusal. The script has not run.
      const isLate = error instanceof SharedUnavailable && error.reason === 'LATE';
      if (!isLate || performance.now() - began > this.#terms.deadlineMs) throw error;
      return this.#runOnce(of, keys, args);
    }
  }

  async #runOnce({ text, sha }: Script, keys: readonly string[], args: Words): Promise<unknown> {
    const { deadlineMs } = this.#terms;
    const until = Math.floor(this.#clock + performance.now() + deadlineMs).toString();
    const rest = [String(keys.length), ...keys, ...args, until];
    try {
      return this.#resultOf(await this.#sent(['EVALSHA', sha, ...rest]));
    } catch (error) {
      if (!(error instanceof SharedUnavailable) || error.reason !== 'NOSCRIPT') throw error;
      return this.#resultOf(await this.#sent(['EVAL', text, ...rest]));
    }
  }

  /**
   * Sends a command. Redis may come to it after the deadline, too.
   *
   * @throws SharedUnavailable
   */
  async command(words: Words): Promise<unknown> {
    return this.#sent(words);
  }

  /** As `command`, but texts of the answer are Buffers. */
  async binary(words: Words): Promise<unknown> {
    return this.#sent(words, true);
  }

  /** Publishes a message. It reaches the servers that are connected. @throws SharedUnavailable */
  async publish(channel: string, message: string): Promise<void> {
    await this.#sent(['PUBLISH', this.key(channel), message]);
  }

  /** Listens to a channel, also after reconnects; messages that are sent in between are lost. @returns ends it */
  subscribe(channel: string, listener: MessageListener): () => void {
    const name = this.key(channel);
    const listeners = this.#channels.get(name) ?? new Set();
    this.#channels.set(name, listeners);
    listeners.add(listener);
    if (listeners.size === 1 && this.#client && this.#isUp) this.#listen(this.#client, name);
    return () => {
      listeners.delete(listener);
      if (listeners.size > 0 || this.#channels.get(name) !== listeners) return;
      this.#channels.delete(name);
      if (this.#client && this.#isUp) void this.#client.unsubscribe(name).catch(() => undefined);
    };
  }

  /** Ends it. Commands under way fail. */
  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#retry);
    this.#drop(this.#client, undefined);
    this.#listeners.clear();
    this.#channels.clear();
  }

  async #connect(): Promise<void> {
    const { connectMs } = this.#terms;
    let client: Client | undefined;
    try {
      const { url } = this.#options;
      client = createClient({
        url: typeof url === 'string' ? url : url.current,
        disableOfflineQueue: true,
        disableClientInfo: true,
        maintNotifications: 'disabled',
        // A new client is made for each attempt, since this one cannot end a connection that hangs.
        socket: { reconnectStrategy: false, connectTimeout: connectMs },
      });
      this.#client = client;
      const current = client;
      current.on('error', (error: unknown) => this.#drop(current, error));
      current.on('end', () => this.#drop(current, undefined));
      const heard = await within(this.#prepared(current), connectMs);
      if (this.#client !== current) throw new SharedUnavailable('closed');
      // A server that cannot start, or has closed, ends.
      current.unref();
      this.#failures = 0;
      this.#turn(true);
      for (const name of this.#channels.keys()) if (!heard.has(name)) this.#listen(current, name);
    } catch (error) {
      this.#drop(client, error);
    }
  }

  /** Connects, and finds out whether Redis runs scripts that write. @returns the channels that it listens to */
  async #prepared(client: Client): Promise<ReadonlySet<string>> {
    await client.connect();
    const [seconds, microseconds] = timeReply.parse(await client.sendCommand(['TIME']));
    this.#setClock(seconds * 1000 + Math.floor(microseconds / 1000));
    await client.sendCommand(['EVAL', WRITES, '1', this.key('written')]);
    const channels = new Set(this.#channels.keys());
    await Promise.all(
      [...channels].map((name) => client.subscribe(name, (message) => this.#deliver(name, message))),
    );
    return channels;
  }

  #listen(client: Client, name: string): void {
    within(
      client.subscribe(name, (message) => this.#deliver(name, message)),
      this.#terms.deadlineMs,
    ).catch((error: unknown) => this.#drop(client, error));
  }

  #deliver(name: string, message: string): void {
    for (const listener of this.#channels.get(name) ?? []) listener(message);
  }

  async #sent(words: Words, isBinary = false): Promise<unknown> {
    const client = this.#client;
    if (!client || !this.#isUp) throw new SharedUnavailable('down');
    try {
      const answer = isBinary
        ? client.sendCommand([...words], { typeMapping: { [RESP_TYPES.BLOB_STRING]: Buffer } })
        : client.sendCommand([...words]);
      return await within<unknown>(answer, this.#terms.deadlineMs);
    } catch (error) {
      const unavailable = new SharedUnavailable(reasonOf(error));
      const { reason } = unavailable;
      if (reason === 'NOSCRIPT') throw unavailable;
      if (reason === 'LATE') this.#setClock(Number(/\d+/.exec(messageOf(error))?.[0] ?? 0));
      else this.#drop(client, error);
      throw unavailable;
    }
  }

  #resultOf(reply: unknown): unknown {
    const { now, result } = resultIn(reply);
    this.#setClock(now);
    return result;
  }

  #setClock(now: number): void {
    this.#clock = now - performance.now();
  }

  /** Drops a client, and connects again after a pause. */
  #drop(client: Client | undefined, error: unknown): void {
    if (client !== this.#client) return;
    this.#client = undefined;
    if (client?.isOpen === true) client.destroy();
    this.#turn(false, error);
    if (this.#isClosed) return;
    const { retryMs, mostRetryMs } = this.#terms;
    const pauseMs = Math.min(mostRetryMs, retryMs * 2 ** Math.min(this.#failures, 10));
    this.#failures += 1;
    clearTimeout(this.#retry);
    // Servers that have lost the same Redis do not come back all at once.
    this.#retry = setTimeout(
      () => void handled(this.#connect()),
      pauseMs * (0.5 + Math.random() / 2),
    ).unref();
  }

  #turn(isUp: boolean, error?: unknown): void {
    const isChange = this.#isUp !== isUp;
    const { log } = this.#options;
    if ((isChange || this.#isFirst) && !this.#isClosed) {
      if (isUp) log.info({}, 'Redis is connected: budgets are shared with the other servers');
      else
        log.warn(
          { reason: reasonOf(error) },
          'Redis cannot be used: this server goes on with its share of the budgets',
        );
    }
    this.#isFirst = false;
    this.#isUp = isUp;
    if (isChange) for (const listener of this.#listeners) listener(isUp);
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : '');

/** Waits for a promise, for at most this time. @throws SharedUnavailable */
async function within<Value>(promise: Promise<Value>, milliseconds: number): Promise<Value> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    // In a busy process, an answer that has arrived is read first.
    setImmediate(() => setImmediate(() => reject(new SharedUnavailable('timeout'))));
  }, milliseconds);
  try {
    return await Promise.race([handled(promise), late]);
  } finally {
    clearTimeout(timer);
  }
}
