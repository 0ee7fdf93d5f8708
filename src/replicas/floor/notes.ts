import { z } from 'zod';
import type { SharedFloor } from '../../live/sharedFloor.ts';
import type { Connection } from '../connection.ts';
import type { Sealing } from '../sealing.ts';

/** Times in milliseconds. */
export interface NoteTerms {
  /** The time between two messages of an unchanged note. */
  readonly repeatMs: number;
  /** A server without a message for this time counts as gone. */
  readonly goneAfterMs: number;
  /** Changes within this time are sent together. */
  readonly gatherMs: number;
}

const TERMS: NoteTerms = { repeatMs: 3000, goneAfterMs: 10_000, gatherMs: 20 };

/** `isNew` asks the others to send theirs. `note` is left out if the server has left. */
const message = z.object({ from: z.string(), isNew: z.boolean(), note: z.unknown().optional() });

/** The notes that servers exchange about topics, sealed. */
export class Notes {
  readonly #connection: Connection;
  readonly #sealing: Sealing;
  readonly #id: string;
  readonly #terms: NoteTerms;

  /** @param id of this server */
  constructor(connection: Connection, sealing: Sealing, id: string, terms: Partial<NoteTerms> = {}) {
    this.#connection = connection;
    this.#sealing = sealing;
    this.#id = id;
    this.#terms = { ...TERMS, ...terms };
  }

  readonly exchange: SharedFloor['exchange'] = (topic, read, onNote) => {
    const { repeatMs, goneAfterMs, gatherMs } = this.#terms;
    const channel = `floor:notes:${topic}`;
    const heard = new Map<string, number>();
    let soon: NodeJS.Timeout | undefined;
    const tell = (content: Omit<z.input<typeof message>, 'from'>): void => {
      clearTimeout(soon);
      soon = undefined;
      const text = JSON.stringify({ from: this.#id, ...content });
      const sealed = this.#sealing.seal(channel, Buffer.from(text)).toString('base64');
      this.#connection.publish(channel, sealed).catch(() => undefined);
    };
    const tellSoon = (isNew: boolean): void => {
      if (soon && !isNew) return;
      clearTimeout(soon);
      soon = setTimeout(() => tell({ isNew, note: read() }), gatherMs).unref();
    };
    const forget = (server: string): void => {
      if (heard.delete(server)) onNote(server, undefined);
    };
    const stopListening = this.#connection.subscribe(channel, (text) => {
      const told = this.#read(channel, text);
      if (!told || told.from === this.#id) return;
      const { from, isNew, note } = told;
      if (note === undefined) return forget(from);
      heard.set(from, performance.now());
      onNote(from, note);
      if (isNew) tellSoon(false);
    });
    const stopWatching = this.#connection.onChange((isUp) => {
      if (isUp) tellSoon(true);
    });
    const timer = setInterval(() => {
      const now = performance.now();
      // While Redis is gone, the others are as they were.
      if (this.#connection.isUp) for (const [server, at] of heard) if (now - at > goneAfterMs) forget(server);
      tellSoon(false);
    }, repeatMs).unref();
    tellSoon(true);
    return {
      changed: () => tellSoon(false),
      leave: () => {
        clearInterval(timer);
        stopListening();
        stopWatching();
        tell({ isNew: false });
      },
    };
  };

  #read(channel: string, text: string): z.output<typeof message> | undefined {
    const { content } = this.#sealing.open(channel, Buffer.from(text, 'base64'));
    if (!content) return undefined;
    return message.safeParse(JSON.parse(content.toString())).data;
  }
}
