import { promisify } from 'node:util';
import { constants, zstdCompress, zstdDecompress } from 'node:zlib';
import { LRUCache } from 'lru-cache';
import type { Answer } from './answer.ts';
import type { Endpoint } from '../endpoint.ts';
import { handled } from '../promises/handled.ts';
import { TextRoom, type TextMemory } from '../wire/rows/textMemory.ts';

const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);
const FAST = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };

/** The facts of a cached answer, without its content. */
export interface Kept {
  /** The action that was answered. */
  readonly endpoint: Pick<Endpoint, 'name'>;
  /** The length of the body as received, in bytes. */
  readonly bytes: number;
  /** Times on the store's clock, in milliseconds. */
  readonly freshUntil: number;
  readonly staleUntil: number;
}

export interface KeptAnswer extends Kept {
  readonly answer: Answer<unknown>;
  /** The texts of its rows, if those are in columns. */
  readonly texts?: readonly TextMemory[];
}

export interface KeptBody extends Kept, Pick<Answer<unknown>, 'answeredAt'> {
  readonly packed: Buffer;
}

export interface AnswerStoreOptions {
  /** The most bytes that are kept. Large answers count compressed, all others as received. */
  readonly maxBytes: number;
  /** Milliseconds that only ever grow. */
  readonly now: () => number;
}

/** How much is kept. */
export interface Stored {
  readonly answers: number;
  /** Large answers count compressed, those in columns by their columns and written rows, all others as received. */
  readonly bytes: number;
  /** The bytes of large answers, as received, that are kept as models too. */
  readonly modelBytes: number;
}

/** Answers from this size on are large. */
const LARGE_BYTES = 256 * 1024;

/** How many bytes of answers, as received, are kept as models. Models are what fills the heap. */
const SMALL_MODELS_BYTES = 4 * 1024 * 1024;
const LARGE_MODELS_BYTES = 8 * 1024 * 1024;

/** The most bytes of one answer in columns, as a multiple of the limit: enough for 500 MB as received. */
const MOST_OF_ONE = 2;

/** The share of the limit that texts of rows in columns may have beside it. */
const SHARE_OF_TEXTS = 1 / 4;

/** The size of an entry without its answer, in bytes. */
const ENTRY_BYTES = 500;

/**
 * The stored answers, by key.
 *
 * Small answers are kept as models, and so are answers in columns. Other large answers are kept as bodies, compressed and outside the heap; a few of them
 * are kept as models too. To read a body again takes some processor time here, and saves a call to the upstream.
 */
export class AnswerStore {
  readonly #now: () => number;
  readonly #maxBytes: number;
  readonly #small: LRUCache<string, KeptAnswer>;
  readonly #large: LRUCache<string, KeptAnswer>;
  /** Bodies and columns share their limit. */
  readonly #bodies: LRUCache<string, KeptBody | KeptAnswer>;
  readonly #texts: TextRoom;

  constructor({ maxBytes, now }: AnswerStoreOptions) {
    this.#now = now;
    this.#maxBytes = maxBytes;
    this.#texts = new TextRoom(maxBytes * SHARE_OF_TEXTS);
    const terms = {
      // Expired entries are deleted at once, so that personal data is not kept longer than it is useful.
      ttlAutopurge: true,
      perf: { now },
      ttlResolution: 0,
    };
    this.#small = new LRUCache({
      ...terms,
      maxSize: Math.min(maxBytes, SMALL_MODELS_BYTES),
      // A key may name a thousand agents.
      sizeCalculation: ({ bytes }: KeptAnswer, key: string) => bytes + 2 * key.length + ENTRY_BYTES,
    });
    const mostLarge = Math.min(maxBytes, LARGE_MODELS_BYTES);
    this.#large = new LRUCache({
      ...terms,
      maxSize: mostLarge,
      // A single answer may be larger than the limit, such as the day that everyone looks at.
      sizeCalculation: ({ bytes }: KeptAnswer) => Math.min(bytes, mostLarge),
    });
    this.#bodies = new LRUCache({
      ...terms,
      maxSize: maxBytes,
      // As above: a single answer in columns may be larger than the limit. Then it is the only one.
      sizeCalculation: (kept: KeptBody | KeptAnswer, key: string) =>
        'packed' in kept
          ? kept.packed.length + 2 * key.length + ENTRY_BYTES
          : Math.min(kept.bytes + 2 * key.length + ENTRY_BYTES, maxBytes),
      dispose: (kept) => {
        if ('answer' in kept) kept.texts?.forEach((texts) => texts.close());
      },
    });
  }

  /** Forgets all answers, and ends the timers that would delete them. */
  clear(): void {
    for (const answers of [this.#small, this.#large, this.#bodies]) answers.clear();
  }

  get stored(): Stored {
    return {
      answers: this.#small.size + this.#bodies.size,
      bytes: this.#small.calculatedSize + this.#bodies.calculatedSize + this.#texts.bytes,
      modelBytes: this.#large.calculatedSize,
    };
  }

  /** An answer that is kept as a model; undefined if there is none. */
  answer(key: string): KeptAnswer | undefined {
    return this.#valid(this.#small.get(key) ?? this.#large.get(key) ?? this.#columns(key));
  }

  /** The body of an answer; undefined if none is kept. */
  body(key: string): KeptBody | undefined {
    const kept = this.#valid(this.#bodies.get(key));
    return kept && 'packed' in kept ? kept : undefined;
  }

  #columns(key: string): KeptAnswer | undefined {
    const kept = this.#bodies.get(key);
    return kept && 'answer' in kept ? kept : undefined;
  }

  /** The text of a body. @throws Error if it cannot be unpacked, which would be a defect of this server */
  async unpacked({ packed }: KeptBody): Promise<string> {
    return (await decompress(packed)).toString();
  }

  /** @param body the answer as received; if left out, only the model is kept */
  set(key: string, entry: KeptAnswer, body?: string): void {
    if (entry.bytes > this.#maxBytes) return;
    const isLarge = entry.bytes >= LARGE_BYTES;
    // Anything kept under this key is older.
    this.#bodies.delete(key);
    (isLarge ? this.#small : this.#large).delete(key);
    (isLarge ? this.#large : this.#small).set(key, entry, { ttl: this.#ttlOf(entry) });
    if (isLarge && body !== undefined) void handled(this.#pack(key, entry, body));
  }

  /** Keeps an answer in columns. They are outside the heap, so it counts as large as it is. */
  setColumns(key: string, entry: KeptAnswer): void {
    if (entry.bytes > MOST_OF_ONE * this.#maxBytes) return;
    this.#small.delete(key);
    this.#large.delete(key);
    this.#bodies.set(key, entry, { ttl: this.#ttlOf(entry) });
    if (this.#bodies.peek(key) === entry) entry.texts?.forEach((texts) => texts.keepIn(this.#texts));
  }

  /** Keeps a model that was read from its body again. */
  restore(key: string, { endpoint, bytes, freshUntil, staleUntil }: KeptBody, answer: Answer<unknown>): void {
    const entry = { endpoint, bytes, freshUntil, staleUntil, answer };
    this.#large.set(key, entry, { ttl: this.#ttlOf(entry) });
  }

  drop(key: string): void {
    this.#bodies.delete(key);
  }

  async #pack(
    key: string,
    { endpoint, bytes, freshUntil, staleUntil, answer: { answeredAt } }: KeptAnswer,
    body: string,
  ): Promise<void> {
    const packed = await compress(Buffer.from(body), FAST);
    const isOlder = (this.body(key)?.freshUntil ?? 0) > freshUntil;
    const ttl = this.#ttlOf({ staleUntil });
    if (isOlder || ttl <= 0) return;
    this.#bodies.set(key, { endpoint, bytes, freshUntil, staleUntil, answeredAt, packed }, { ttl });
  }

  #ttlOf({ staleUntil }: Pick<Kept, 'staleUntil'>): number {
    return staleUntil - this.#now();
  }

  #valid<Entry extends Kept>(entry: Entry | undefined): Entry | undefined {
    return entry && this.#now() < entry.staleUntil ? entry : undefined;
  }
}
