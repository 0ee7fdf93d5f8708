import { z } from 'zod';
import type { LiveHistory, SeenState } from '../../loaders/liveHistory.ts';
import { STATES_OF_AGENTS } from '../../upstream/dialer/vocabulary.ts';
import { handled } from '../../upstream/promises/handled.ts';
import type { Connection } from '../connection.ts';
import { script } from '../script.ts';
import type { Sealing } from '../sealing.ts';

/** How long states are kept after the last change of any agent. */
const KEPT_MS = 60 * 60 * 1000;

/** As many agents as a server remembers. */
const MOST_AGENTS = 20_000;

/** Stores a state, and tells it. KEYS: the states. ARGV: the agent, the state, the channel, the message, the milliseconds, the most agents. */
const STORE = script(`
if redis.call('HLEN', KEYS[1]) < tonumber(ARGV[6]) or redis.call('HEXISTS', KEYS[1], ARGV[1]) == 1 then
  redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
end
redis.call('PEXPIRE', KEYS[1], ARGV[5])
return redis.call('PUBLISH', ARGV[3], ARGV[4])
`);

const CHANNEL = 'floor:states';

const seenState = z.object({
  name: z.string(),
  state: z.enum(STATES_OF_AGENTS),
  since: z.iso.datetime().nullable(),
});

/** Shares the times since which agents have been in their states, so that they are kept if a server ends. */
export class SharedHistory {
  readonly #connection: Connection;
  readonly #sealing: Sealing;

  constructor(connection: Connection, sealing: Sealing) {
    this.#connection = connection;
    this.#sealing = sealing;
  }

  /** Begins to share a server's history. @returns ends it */
  share(history: LiveHistory): () => void {
    const adopt = (sealed: Buffer): void => {
      const seen = this.#read(sealed);
      if (seen) history.adopt(seen);
    };
    const stopListening = this.#connection.subscribe(CHANNEL, (text) => adopt(Buffer.from(text, 'base64')));
    const load = async (): Promise<void> => {
      const all = await this.#connection.binary(['HVALS', this.#connection.key(CHANNEL)]);
      if (!Array.isArray(all)) return;
      for (const sealed of all) if (Buffer.isBuffer(sealed)) adopt(sealed);
    };
    const stopWatching = this.#connection.onChange((isUp) => {
      if (isUp) void handled(load());
    });
    if (this.#connection.isUp) void handled(load());
    history.onChange = (seen) => void handled(this.#tell(seen));
    return () => {
      stopListening();
      stopWatching();
      history.onChange = undefined;
    };
  }

  async #tell({ name, state, since }: SeenState): Promise<void> {
    const text = JSON.stringify({ name, state, since: since?.toISOString() ?? null });
    const sealed = this.#sealing.seal(CHANNEL, Buffer.from(text));
    await this.#connection.run(
      STORE,
      [this.#connection.key(CHANNEL)],
      [
        this.#sealing.nameOf(name),
        sealed,
        this.#connection.key(CHANNEL),
        sealed.toString('base64'),
        String(KEPT_MS),
        String(MOST_AGENTS),
      ],
    );
  }

  #read(sealed: Buffer): SeenState | undefined {
    const { content } = this.#sealing.open(CHANNEL, sealed);
    const read = content && seenState.safeParse(JSON.parse(content.toString()));
    if (!read?.success) return undefined;
    const { since, ...seen } = read.data;
    return { ...seen, since: since === null ? null : new Date(since) };
  }
}
