import type { PassedAnswer, SharedCall } from '../../upstream/client/shared/sharedAnswers.ts';
import type { Connection } from '../connection.ts';
import type { Sealing } from '../sealing.ts';
import { packed } from './answerFrame.ts';
import { errorText } from './errorFrame.ts';
import type { Told } from './listening.ts';
import type { Names } from './names.ts';
import { END, STORE } from './scripts.ts';

/** A longer answer is not passed on: each of the others makes its own call. */
const MOST_SEALED_BYTES = 16 * 1024 * 1024;

/** Answers of up to this many bytes are sent within the message. Larger ones are read from the store. */
const MOST_TOLD_BYTES = 64 * 1024;

/** The same for an answer that is never stored, and so can only be told. */
const MOST_TOLD_UNSTORED_BYTES = 1024 * 1024;

export interface TellingOptions {
  readonly connection: Connection;
  readonly bulk: Connection;
  readonly sealing: Sealing;
  /** The most bytes of all stored answers. */
  readonly mostBytes: number;
  /** Begins the messages of this server. */
  readonly own: string;
  readonly onTooLarge?: ((action: string) => void) | undefined;
}

/** Sends the results of this server's calls to the others, and stores the answers. */
export class Telling {
  readonly #options: TellingOptions;

  constructor(options: TellingOptions) {
    this.#options = options;
  }

  /** Stores an answer, and sends it to the others. */
  async answered(
    call: SharedCall,
    names: Names,
    token: string,
    keepMs: number,
    passed: PassedAnswer,
  ): Promise<void> {
    const { connection, bulk, sealing, mostBytes, own, onTooLarge } = this.#options;
    const { freshMs, staleMs, asked } = call;
    const { name, lease, entry, copy, channel } = names;
    const sealed = await packed(sealing, name, call, passed);
    const mostToStore = Math.min(MOST_SEALED_BYTES, mostBytes / 4);
    if (!sealed || sealed.length > (freshMs === 0 ? MOST_TOLD_UNSTORED_BYTES : mostToStore)) {
      onTooLarge?.(asked.action);
      return this.#end(names, token, 'gone', '');
    }
    if (freshMs === 0) return this.#end(names, token, 'answer', sealed.toString('base64'));
    const message =
      sealed.length > MOST_TOLD_BYTES ? `${own} stored ` : `${own} answer ${sealed.toString('base64')}`;
    const index = ['stored', 'expiring', 'sizes', 'sum'].map((kind) => connection.key(`answers:${kind}`));
    await bulk.run(
      STORE,
      [lease, entry, copy, ...index],
      [
        token,
        connection.key(channel),
        message,
        sealed,
        String(Math.round(freshMs + staleMs)),
        String(keepMs),
        String(mostBytes),
      ],
    );
  }

  /** Sends the error of a call to the others. If it concerns this server alone, one of them takes over the call. */
  async failed(names: Names, token: string, error: unknown): Promise<void> {
    const text = errorText(error);
    if (text === undefined) return this.#end(names, token, 'gone', '');
    const sealed = this.#options.sealing.seal(`${names.name} error`, Buffer.from(text));
    return this.#end(names, token, 'failed', sealed.toString('base64'));
  }

  async #end({ lease, channel }: Names, token: string, kind: Told['kind'], content: string): Promise<void> {
    const { connection, own } = this.#options;
    await connection.run(END, [lease], [token, connection.key(channel), `${own} ${kind} ${content}`]);
  }
}
