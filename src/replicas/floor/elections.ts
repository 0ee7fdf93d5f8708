import { z } from 'zod';
import type { Connection } from '../connection.ts';
import { script } from '../script.ts';
import { SharedUnavailable } from '../unavailable.ts';

/** Takes or renews leases. KEYS: the leases. ARGV: this server's id, the milliseconds. Returns 1 for each that it has. */
const CLAIM = script(`
local held = {}
for index, key in ipairs(KEYS) do
  if redis.call('GET', key) == ARGV[1] then
    redis.call('PEXPIRE', key, ARGV[2])
    held[index] = 1
  elseif redis.call('SET', key, ARGV[1], 'NX', 'PX', ARGV[2]) then
    held[index] = 1
  else
    held[index] = 0
  end
end
return held
`);

/** Gives a lease up. KEYS: the lease. ARGV: this server's id, the channel, the message. */
const LEAVE = script(`
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('DEL', KEYS[1])
return redis.call('PUBLISH', ARGV[2], ARGV[3])
`);

const held = z.array(z.number());

interface Candidacy {
  readonly onChange: (isElected: boolean) => void;
  isElected: boolean;
}

/** The channel on which a server announces that it gave up a lease, so that another one claims it at once. */
const FREED = 'floor:freed';

/**
 * For each topic, one of the candidates is elected. It holds a lease, so that another one follows if it
 * ends or hangs. If Redis is gone for as long as a lease lasts, every server is elected.
 */
export class Elections {
  readonly #connection: Connection;
  readonly #bulk: Pick<Connection, 'isUp'>;
  readonly #id: string;
  readonly #leaseMs: number;
  readonly #candidacies = new Map<string, Candidacy>();
  #timer: NodeJS.Timeout | undefined;
  #stopListening: readonly (() => void)[] = [];
  #isClaiming = false;
  #isClaimWanted = false;
  /** When Redis was last of use, by `performance.now()`. */
  #heardAt = performance.now();

  /**
   * @param id of this server
   * @param bulk carries what the elected server tells: without it, this server cannot be the one
   */
  constructor(connection: Connection, bulk: Pick<Connection, 'isUp'>, id: string, leaseMs: number) {
    this.#connection = connection;
    this.#bulk = bulk;
    this.#id = id;
    this.#leaseMs = leaseMs;
  }

  /** See SharedFloor. @param name of the topic, in which nothing can be read */
  stand(name: string, onChange: (isElected: boolean) => void): () => void {
    const key = this.#connection.key(`floor:${name}`);
    const candidacy: Candidacy = { onChange, isElected: false };
    this.#candidacies.set(key, candidacy);
    this.#start();
    void this.#claim();
    return () => {
      if (this.#candidacies.get(key) !== candidacy) return;
      this.#candidacies.delete(key);
      if (this.#candidacies.size === 0) this.#stop();
      const args = [this.#id, this.#connection.key(FREED), name];
      this.#connection.run(LEAVE, [key], args).catch(() => undefined);
    };
  }

  #start(): void {
    if (this.#timer) return;
    this.#heardAt = performance.now();
    this.#timer = setInterval(() => void this.#claim(), this.#leaseMs / 3).unref();
    this.#stopListening = [
      this.#connection.subscribe(FREED, () => void this.#claim()),
      this.#connection.onChange((isUp) => {
        if (isUp) void this.#claim();
      }),
    ];
  }

  #stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    for (const stop of this.#stopListening) stop();
  }

  /** Never rejects. */
  async #claim(): Promise<void> {
    this.#isClaimWanted = true;
    if (this.#isClaiming) return;
    this.#isClaiming = true;
    while (this.#isClaimWanted) {
      this.#isClaimWanted = false;
      await this.#claimOnce();
    }
    this.#isClaiming = false;
  }

  async #claimOnce(): Promise<void> {
    const all = [...this.#candidacies];
    if (all.length === 0) return;
    try {
      if (!this.#bulk.isUp) throw new SharedUnavailable('down');
      const keys = all.map(([key]) => key);
      const each = held.parse(await this.#connection.run(CLAIM, keys, [this.#id, String(this.#leaseMs)]));
      this.#heardAt = performance.now();
      for (const [index, one] of all.entries()) this.#set(one, each[index] === 1);
    } catch (error) {
      if (!(error instanceof SharedUnavailable)) throw error;
      if (performance.now() - this.#heardAt < this.#leaseMs) return;
      for (const one of all) this.#set(one, true);
    }
  }

  #set([key, candidacy]: readonly [string, Candidacy], isElected: boolean): void {
    if (this.#candidacies.get(key) !== candidacy || candidacy.isElected === isElected) return;
    candidacy.isElected = isElected;
    candidacy.onChange(isElected);
  }
}
