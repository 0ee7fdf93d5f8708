import { availableParallelism } from 'node:os';
import { extname } from 'node:path';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import type { move, Piscina } from 'piscina';
import { handled } from '../../promises/handled.ts';
import { ReadingTurns } from './readingTurns.ts';
import { RestTooLong } from './scanErrors.ts';
import type { ReadTables, TablePart } from './tableReading.ts';

/** Which rows an answer has, and where. The thread knows the cells of the action. */
export interface AnswerInColumns extends Omit<TablePart, 'cells'> {
  readonly action: string;
  /** The number of bytes before the JSON value. */
  readonly before: number;
}

/** What is sent to the thread: what the answer is, then its bytes, then the end. */
export type ToThread =
  | ({ readonly kind: 'start' } & AnswerInColumns)
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly kind: 'end' };

/** What the thread sends back: how much it has read, or the end of its work. */
export type FromThread =
  | { readonly kind: 'read'; readonly bytes: number }
  | { readonly kind: 'broken' }
  | { readonly kind: 'too long' }
  | ({ readonly kind: 'done' } & ReadTables);

/** The rows of an answer are not JSON. */
export class BrokenRows extends Error {
  override readonly name = 'BrokenRows';
}

/** Reads one answer in a worker thread, as its bytes arrive. */
export interface ColumnReading {
  /**
   * Takes bytes. Resolves when the thread can take more and it is the answer's turn; undefined if that is so already.
   *
   * @throws BrokenRows; RestTooLong
   */
  write(bytes: Buffer): Promise<void> | undefined;
  /** @throws BrokenRows; RestTooLong */
  end(): Promise<ReadTables>;
  /** Ends the reading. To be called in any case. */
  close(): void;
}

// The compiled thread is a .js file.
const WORKER = new URL(`../../columnWorker${extname(import.meta.url)}`, import.meta.url).href;

/** What the thread's file exports. */
interface WorkerModule {
  readonly default: (port: MessagePort) => Promise<void>;
}

type Threads = Piscina<ReturnType<typeof move>, void>;

let threads: Threads | undefined;

/** True if a thread could not be started: the working directory was removed, or the system has no thread left. */
let isWithoutThreads = false;

/**
 * Runs a task in the threads of this process, for all upstreams. Each reads several answers in turns, so that a small
 * one does not wait for a large one. The library is loaded with the first large answer.
 */
async function inThread(port: MessagePort): Promise<void> {
  const library = await import('piscina');
  threads ??= started(new library.Piscina<ReturnType<typeof move>, void>(POOL));
  return threads.run(library.move(port));
}

const POOL = {
  filename: WORKER,
  minThreads: 0,
  maxThreads: Math.min(2, Math.max(1, availableParallelism() - 1)),
  concurrentTasksPerWorker: 16,
  idleTimeout: 60_000,
  atomics: 'disabled',
  // A part of the rows is garbage as soon as it is read.
  resourceLimits: { maxYoungGenerationSizeMb: 16 },
} as const;

function started(made: Threads): Threads {
  made.on('error', () => {
    isWithoutThreads = true;
    threads = undefined;
    // Rejects the tasks that wait for a thread.
    void handled(made.destroy());
  });
  return made;
}

/** Reads the answer that comes through a port: in a thread or, if none can be started, in this one. */
async function read(port: MessagePort): Promise<void> {
  if (!isWithoutThreads) {
    try {
      return await inThread(port);
    } catch (error) {
      if (!isWithoutThreads) throw error;
    }
  }
  // By its address, as threads find it: the client must not know the records of actions.
  const worker: WorkerModule = await import(WORKER);
  return worker.default(port);
}

/** Bytes are sent to a thread in blocks of this size. */
const BLOCK_BYTES = 256 * 1024;

/** The most bytes that a thread has not yet read. */
const MOST_UNREAD_BYTES = 4 * BLOCK_BYTES;

/** Bytes of answers that are read at once. Their columns take about a quarter. */
const MOST_READ_BYTES = 128 * 1024 * 1024;

const turns = new ReadingTurns(MOST_READ_BYTES);

/** Starts to read an answer. */
export function readColumns(answer: AnswerInColumns): ColumnReading {
  const { port1: port, port2 } = new MessageChannel();
  // The port is the whole task, and what is to be done comes through it.
  return new PortReading(port, read(port2), { kind: 'start', ...answer });
}

class PortReading implements ColumnReading {
  readonly #port: MessagePort;
  readonly #done = Promise.withResolvers<ReadTables>();
  readonly #turn = turns.begin();
  #block = Buffer.allocUnsafeSlow(BLOCK_BYTES);
  #filled = 0;
  #unread = 0;
  #room: PromiseWithResolvers<void> | undefined;

  constructor(port: MessagePort, task: Promise<void>, start: ToThread) {
    this.#port = port;
    this.#post(start);
    void handled(this.#done.promise);
    // A thread that ends early, such as one without memory, has not read the answer.
    task.then(
      () => this.#fail(new BrokenRows()),
      (error: unknown) => this.#fail(error),
    );
    port.on('message', (message: FromThread) => this.#take(message));
  }

  write(bytes: Buffer): Promise<void> | undefined {
    let isSent = false;
    for (let from = 0; from < bytes.length;) {
      const taken = bytes.copy(this.#block, this.#filled, from);
      from += taken;
      this.#filled += taken;
      if (this.#filled < BLOCK_BYTES) break;
      turns.take(this.#turn, this.#filled);
      this.#send();
      isSent = true;
    }
    return isSent ? this.#wait() : undefined;
  }

  /** Waits until it is the answer's turn, and the thread can take more; undefined if that is so. */
  #wait(): Promise<void> | undefined {
    const turn = turns.wait(this.#turn);
    if (!turn && this.#unread <= MOST_UNREAD_BYTES) return undefined;
    return (async () => {
      await turn;
      while (this.#unread > MOST_UNREAD_BYTES) {
        this.#room = Promise.withResolvers();
        await Promise.race([this.#room.promise, this.#done.promise]);
      }
    })();
  }

  end(): Promise<ReadTables> {
    if (this.#filled > 0) this.#send();
    this.#post({ kind: 'end' });
    return this.#done.promise;
  }

  close(): void {
    turns.end(this.#turn);
    this.#port.close();
  }

  #send(): void {
    const bytes = new Uint8Array(this.#block.buffer, 0, this.#filled);
    this.#unread += this.#filled;
    this.#post({ kind: 'bytes', bytes }, [this.#block.buffer]);
    this.#block = Buffer.allocUnsafeSlow(BLOCK_BYTES);
    this.#filled = 0;
  }

  #post(message: ToThread, buffers: ArrayBuffer[] = []): void {
    this.#port.postMessage(message, buffers);
  }

  #take(message: FromThread): void {
    if (message.kind === 'broken') this.#fail(new BrokenRows());
    else if (message.kind === 'too long') this.#fail(new RestTooLong());
    else if (message.kind === 'done') {
      this.#done.resolve(message);
    } else {
      this.#unread -= message.bytes;
      if (this.#unread <= MOST_UNREAD_BYTES) this.#room?.resolve();
    }
  }

  #fail(error: unknown): void {
    this.#done.reject(error);
  }
}
