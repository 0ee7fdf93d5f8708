/** The thread that reads and writes the journal. Requests that arrive together are one transaction, with one fsync. */
import { parentPort } from 'node:worker_threads';
import { faultOf } from './journalError.ts';
import { JournalFile } from './journalFile.ts';
import type { JournalReply, JournalRequest } from './journalThread.ts';
import type { EndedAdd, JournalTerms } from './terms.ts';

/** Interval between two attempts to write unsaved outcomes and to delete old ones, in milliseconds. */
const LOOK_AFTER_MS = 1000;

type Waiting = JournalRequest[];

let replies: JournalReply[] = [];

const answer = (reply: JournalReply): void => void replies.push(reply);

const failed = (id: number, error: unknown): void => answer({ id, ...faultOf(error) });

/** Opens a journal. Until that is closed, all requests are for it. */
function open(id: number, terms: JournalTerms): void {
  try {
    const file = new JournalFile(terms);
    answer({ id, value: file.opened });
    const stop = lookedAfter(file);
    serve = (requests) => {
      run(file, requests);
      const closing = requests.filter(({ op }) => op.kind === 'close');
      if (closing.length === 0) return;
      stop();
      serve = whenClosed;
      file.close();
      for (const request of closing) answer({ id: request.id, value: null });
    };
  } catch (error) {
    failed(id, error);
  }
}

/** Writes unsaved outcomes and deletes old ones, now and then. @returns a function that ends it */
function lookedAfter(file: JournalFile): () => void {
  const look = (): void => {
    file.flush();
    try {
      file.prune();
    } catch {
      // It is tried again. The next add reports the reason.
    }
  };
  const looking = setInterval(look, LOOK_AFTER_MS);
  look();
  return () => clearInterval(looking);
}

function run(file: JournalFile, requests: Waiting): void {
  // The requests below need the outcomes that could not be written before.
  file.flush();
  const writes = requests.filter(({ op }) => WRITES.has(op.kind));
  for (const { id, op } of requests) {
    if (WRITES.has(op.kind) || op.kind === 'close') continue;
    try {
      answer({ id, value: read(file, op) });
    } catch (error) {
      failed(id, error);
    }
  }
  if (writes.length > 0) write(file, writes);
}

const WRITES: ReadonlySet<JournalRequest['op']['kind']> = new Set(['begin', 'end', 'forget', 'settle']);

function read(file: JournalFile, op: JournalRequest['op']): unknown {
  if (op.kind === 'find') return file.find(op.keyHash);
  if (op.kind === 'unresolved') return file.unresolved(op.callerHash);
  if (op.kind === 'countUnresolved') return file.countUnresolved();
  if (op.kind === 'check') file.check();
  return null;
}

/** Writes in one transaction; one that fails does not stop the others. All are answered when they are on disk. */
function write(file: JournalFile, requests: Waiting): void {
  const done: JournalReply[] = [];
  const begun: number[] = [];
  try {
    file.transaction(() => {
      for (const { id, op } of requests) {
        try {
          done.push({ id, value: written(file, op, begun) });
        } catch (error) {
          if (!file.isInTransaction) throw error;
          done.push({ id, ...faultOf(error) });
        }
      }
    });
    for (const reply of done) answer(reply);
  } catch (error) {
    const ended = requests.flatMap(({ op }): EndedAdd[] => (op.kind === 'end' ? [op.add] : []));
    const forgotten = requests.flatMap(({ op }) => (op.kind === 'forget' ? [op.id] : []));
    file.rolledBack(ended, forgotten, begun);
    for (const { id } of requests) failed(id, error);
  }
}

function written(file: JournalFile, op: JournalRequest['op'], begun: number[]): unknown {
  if (op.kind === 'begin') {
    const id = file.begin(op.add);
    begun.push(id);
    return id;
  }
  if (op.kind === 'settle') return file.settle(op.settled);
  if (op.kind === 'end') file.end(op.add);
  if (op.kind === 'forget') file.forget(op.id);
  return null;
}

const whenClosed = (requests: Waiting): void => {
  for (const { id, op } of requests) {
    if (op.kind === 'open') open(id, op.terms);
    else answer({ id, fault: 'unavailable', code: 'closed' });
  }
};

let serve = whenClosed;
let waiting: Waiting = [];

parentPort?.on('message', (requests: readonly JournalRequest[]) => {
  waiting.push(...requests);
  if (waiting.length > requests.length) return;
  setImmediate(() => {
    const together = waiting;
    waiting = [];
    serve(together);
    const answers = replies;
    replies = [];
    // A thread has no origin.
    // oxlint-disable-next-line unicorn/require-post-message-target-origin
    parentPort?.postMessage(answers);
  });
});
