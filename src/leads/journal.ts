import { z } from 'zod';
import { seal } from './journal/sealing.ts';
import { JournalError, type JournalFault } from './journal/journalError.ts';
import {
  IN_MEMORY,
  type JournalOp,
  type OnJournalOp,
  type OpenedStore,
  type Taken,
} from './journal/terms.ts';
import { JournalThread } from './journal/journalThread.ts';
import type { SharedJournal } from './journal/postgres/sharedJournal.ts';
import type { Ending } from './turns.ts';
import {
  callerHash,
  callerKeyOf,
  keyHash,
  leadHash,
  numberHash,
  ofFirstVersion,
  outcomeKey,
  rememberedIn,
  row,
  unresolvedLead,
  type NotedAdd,
  type Remembered,
  type SealedFacts,
} from './journal/rows.ts';
import { isJournalId, type Resolution, type UnresolvedBy, type UnresolvedLead } from './unresolved.ts';

/** Pause after a failed attempt to open the journal, in milliseconds. */
const REOPEN_AFTER_MS = 1000;
/** A journal that does not answer within this time counts as locked, in milliseconds. */
const CHECKED_WITHIN_MS = 1000;

/** Faults that only the operator can mend, and that would let two servers send the same lead, or hide facts. */
const MISTAKES: ReadonlySet<JournalFault> = new Set(['in use', 'linked', 'not a file', 'other key']);

/** State of the journal. `incomplete` = it was restored from a copy that lacks adds. */
export type JournalState = 'ok' | 'incomplete' | JournalFault;

/** An add that was begun, with the number of its row in the journal. */
export interface BegunAdd {
  readonly id: number;
  readonly add: NotedAdd;
  /** See `JournalStore.maySend`. */
  readonly maySend: () => boolean;
}

const begunOrTaken = z.union([z.number(), z.enum(['key taken', 'number taken'])]);

export interface LeadJournalOptions {
  /** Path of the file, which is made with its folder if it does not exist; `:memory:` = no file. */
  readonly path?: string | undefined;
  /** The journal is in Postgres, and not in a file. */
  readonly shared?: SharedJournal | undefined;
  /** Days for which an outcome is kept. Default: 90. Unresolved adds are kept until somebody resolves them. */
  readonly days?: number;
  /** Longest wait for the lock of another process, in milliseconds. Default: 5,000. */
  readonly busyMs?: number;
  /** Limit of the file's size, in pages of 4 kB. Default: none. */
  readonly mostPages?: number | undefined;
  readonly onOp?: OnJournalOp | undefined;
}

/**
 * A record of each add before it is sent, and of its outcome afterwards. If the server is killed in between, the next
 * one, or another one on the same database, sees that the outcome is unknown.
 *
 * It holds no personal data in the clear: keyed hashes of the lead and of the idempotency key; the outcome, encrypted with
 * a key that is made of both, because it may quote the lead; and, while the outcome is unknown, the idempotency key and
 * the vendor code, encrypted with a key that is kept beside the journal. One server at a time uses a journal in a file.
 */
export class LeadJournal {
  readonly #isInMemory: boolean;
  /** For errors of this class itself. */
  readonly #place: string;
  readonly #openStore: () => Promise<OpenedStore>;
  /** The fault of a journal that gives no answer. */
  readonly #whenSlow: JournalFault;
  #open: Promise<OpenedStore> | undefined;
  #retryAt = 0;
  #isClosed = false;

  constructor({ path = IN_MEMORY, shared, days = 90, busyMs = 5000, mostPages, onOp }: LeadJournalOptions) {
    this.#isInMemory = !shared && path === IN_MEMORY;
    this.#place = shared ? 'postgres://' : path;
    this.#whenSlow = shared ? 'unavailable' : 'locked';
    this.#openStore = shared
      ? // Loaded for this alone.
        async () =>
          (await import('./journal/postgres/postgresStore.ts')).openPostgres({ ...shared, days, onOp })
      : () => JournalThread.open({ path, days, busyMs, mostPages }, onOp);
  }

  /**
   * Opens and checks the journal, and locks a file. If that fails, each use tries again: a server without a journal can
   * still read.
   *
   * @returns the fault, if there is one
   * @throws JournalError if another server uses the file, or could use it by a hard link; if it is no file; if its key is
   *   another one
   */
  async start(): Promise<JournalError | undefined> {
    if (this.#isInMemory) return undefined;
    try {
      await this.#opened();
      return undefined;
    } catch (error) {
      if (!(error instanceof JournalError) || MISTAKES.has(error.fault)) throw error;
      return error;
    }
  }

  /** What the journal knows of a key; undefined if the key was never used. @throws JournalError */
  async recall(add: NotedAdd & { readonly key: string }): Promise<Remembered | undefined> {
    const { store, facts } = await this.#opened();
    const { caller, key, input } = add;
    const found = await store.ask({ kind: 'find', keyHash: keyHash(facts, caller, key) });
    if (found === undefined) {
      return facts.gapSince === null ? undefined : { kind: 'missing', since: facts.gapSince };
    }
    const known = row.parse(found);
    if (known.format === 0) return ofFirstVersion(known, facts, add);
    if (known.lead_hash !== leadHash(facts, caller, key, input)) return { kind: 'reused' };
    if (known.outcome === null) return { kind: 'under way' };
    return rememberedIn(known, outcomeKey(facts, caller, key, input));
  }

  /**
   * Records a lead that is about to be sent. It is on disk when this resolves.
   *
   * @param number the phone number with its calling code
   * @returns why it was not begun, if another server was faster
   * @throws JournalError
   */
  async begin(add: NotedAdd, number: string): Promise<BegunAdd | Taken> {
    const { store, facts } = await this.#opened();
    const { caller, key, input, listId, vendorLeadCode } = add;
    const known: SealedFacts = {
      key: key ?? null,
      listId: listId ?? null,
      vendorLeadCode: vendorLeadCode ?? null,
    };
    const asked = await store.ask({
      kind: 'begin',
      add: {
        numberHash: numberHash(facts, number),
        keyHash: key === undefined ? null : keyHash(facts, caller, key),
        leadHash: key === undefined ? null : leadHash(facts, caller, key, input),
        callerHash: callerHash(facts, caller),
        sealed: seal(callerKeyOf(facts, caller), known),
      },
    });
    const begun = begunOrTaken.parse(asked);
    if (typeof begun === 'string') return begun;
    return { id: begun, add, maySend: () => store.maySend(begun) };
  }

  /**
   * Records the outcome of an add. It is on disk when this resolves. If this rejects, the journal goes on trying while the
   * server runs.
   *
   * @param ending if it may come late, other servers wait before they add its number
   * @throws JournalError
   */
  async end(
    { id, add }: Pick<BegunAdd, 'id' | 'add'>,
    { outcome, mayComeLate = false }: Ending,
  ): Promise<void> {
    const { facts } = await this.#opened();
    const { caller, key, input } = add;
    // Without a key, the outcome cannot be asked for again.
    const noted =
      key === undefined
        ? outcome.kind
        : `${outcome.kind} ${seal(outcomeKey(facts, caller, key, input), outcome)}`;
    const cause = outcome.kind === 'unknown' ? outcome.cause : null;
    await this.#ask({ kind: 'end', add: { id, outcome: noted, cause, mayComeLate } });
  }

  /** Deletes an add that was never sent, so that its key can be used again. @throws JournalError */
  async forget({ id }: Pick<BegunAdd, 'id'>): Promise<void> {
    await this.#ask({ kind: 'forget', id });
  }

  /** A caller's leads whose outcome is unknown, newest first. @throws JournalError */
  async unresolved(caller: string): Promise<readonly UnresolvedLead[]> {
    const { store, facts } = await this.#opened();
    const rows = await store.ask({ kind: 'unresolved', callerHash: callerHash(facts, caller) });
    return z
      .array(row)
      .parse(rows)
      .map((one) => unresolvedLead(one, facts, caller));
  }

  /**
   * Settles a lead whose outcome is unknown. After ADDED, its key answers with that lead; after NOT_ADDED, it is free.
   *
   * @returns the lead as it was; null if the caller has no such unresolved lead
   * @throws JournalError
   */
  async resolve(caller: string, by: UnresolvedBy, resolution: Resolution): Promise<UnresolvedLead | null> {
    const { facts } = await this.#opened();
    const id = 'id' in by ? by.id : null;
    if (id !== null && !isJournalId(id)) return null;
    const found = await this.#ask({
      kind: 'settle',
      settled: {
        callerHash: callerHash(facts, caller),
        id: id === null ? null : Number(id),
        keyHash: 'id' in by ? null : keyHash(facts, caller, by.idempotencyKey),
        leadId: resolution.kind === 'ADDED' ? resolution.leadId : null,
      },
    });
    if (found === undefined) return null;
    const lead = unresolvedLead(row.parse(found), facts, caller);
    return 'id' in by ? lead : { ...lead, idempotencyKey: by.idempotencyKey };
  }

  /** The state of the journal, after about a second at most. Never rejects. */
  async state(): Promise<JournalState> {
    if (this.#isInMemory) return 'ok';
    const checked = this.#ask({ kind: 'check' })
      .then(() => this.#opened())
      .then(({ facts }): JournalState => (facts.gapSince === null ? 'ok' : 'incomplete'))
      .catch((error: unknown): JournalState => (error instanceof JournalError ? error.fault : 'unavailable'));
    return inTime(checked, this.#whenSlow);
  }

  /**
   * The number of adds of all callers whose outcome is unknown, after about a second at most; undefined if the journal
   * cannot tell. Never rejects.
   */
  async countUnresolved(): Promise<number | undefined> {
    if (this.#isInMemory && !this.#open) return 0;
    const counted = this.#ask({ kind: 'countUnresolved' }).then((count) => z.number().parse(count));
    return inTime(
      counted.catch(() => undefined),
      undefined,
    );
  }

  /** Writes what could not be written before, notes that the journal was closed in order, and closes it. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const opening = this.#open;
    if (!opening) return;
    try {
      const { store } = await opening;
      await store.close();
    } catch {
      // It was never opened, or its store has ended.
    }
  }

  async #ask(op: JournalOp): Promise<unknown> {
    const { store } = await this.#opened();
    return store.ask(op);
  }

  /** The open journal. It is opened again if that failed before, or if its store has ended: once a second at most. */
  async #opened(): Promise<OpenedStore> {
    if (this.#isClosed && !this.#open) throw new JournalError(this.#place, 'unavailable', 'closed');
    if (this.#open) {
      const open = await this.#open.catch((error: unknown) => {
        if (performance.now() < this.#retryAt || this.#isClosed) throw error;
        return undefined;
      });
      if (open && (!open.store.hasEnded || this.#isClosed)) return open;
      if (performance.now() >= this.#retryAt) this.#open = undefined;
    }
    this.#open ??= this.#openAnew();
    return this.#open;
  }

  #openAnew(): Promise<OpenedStore> {
    this.#retryAt = performance.now() + REOPEN_AFTER_MS;
    const opening = this.#openStore();
    // Each use awaits it. If there is none, nobody needs the error.
    opening.catch(() => undefined);
    return opening;
  }
}

/** The result of a request to the journal, or another value if it takes too long. */
async function inTime<Result>(asked: Promise<Result>, otherwise: Result): Promise<Result> {
  const slow = Promise.withResolvers<Result>();
  const timer = setTimeout(() => slow.resolve(otherwise), CHECKED_WITHIN_MS);
  const result = await Promise.race([asked, slow.promise]);
  clearTimeout(timer);
  return result;
}
