import type { Connection } from '../connection.ts';

/** How a call of another server has ended: with an answer, a stored answer, an error, or nothing for others. */
export interface Told {
  readonly kind: 'answer' | 'stored' | 'failed' | 'gone';
  readonly content: Buffer;
}

const MESSAGE = /^(\S+) (answer|stored|failed|gone) (\S*)$/;

/** Listens to the messages of other servers about one call. */
export class Listening {
  readonly #ends: readonly (() => void)[];
  /** Messages that were received and not yet taken. */
  #told: Told | undefined;
  #wake = (): void => undefined;

  /**
   * @param own begins the messages of this server, which are passed over
   * @param onTold called with each message, in place of `next`
   */
  constructor(connection: Connection, channel: string, own: string, onTold?: (told: Told) => void) {
    const end = connection.subscribe(channel, (message) => {
      const told = toldIn(message, own);
      if (!told) return;
      if (onTold) return onTold(told);
      this.#told = told;
      this.#wake();
    });
    this.#ends = [end, connection.onChange(() => this.#wake())];
  }

  /**
   * The next message that arrives within this many milliseconds; undefined if none does, or if Redis cannot be used.
   *
   * @throws the signal's reason
   */
  async next(milliseconds: number, signal: AbortSignal): Promise<Told | undefined> {
    signal.throwIfAborted();
    if (!this.#told) {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, milliseconds);
      const leave = (): void => reject(signal.reason);
      signal.addEventListener('abort', leave, { once: true });
      this.#wake = resolve;
      try {
        await promise;
      } finally {
        clearTimeout(timer);
        signal.removeEventListener('abort', leave);
      }
    }
    const told = this.#told;
    this.#told = undefined;
    return told;
  }

  end(): void {
    for (const end of this.#ends) end();
  }
}

function toldIn(message: string, own: string): Told | undefined {
  const [, from, kind, content = ''] = MESSAGE.exec(message) ?? [];
  if (from === undefined || from === own) return undefined;
  if (kind !== 'answer' && kind !== 'stored' && kind !== 'failed' && kind !== 'gone') return undefined;
  return { kind, content: Buffer.from(content, 'base64') };
}
