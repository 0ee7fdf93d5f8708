import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { SharedJournal } from './sharedJournal.ts';
import { textOf } from '../../../upstream/wire/transport.ts';
import { HELD_MS } from '../../turns.ts';
import { JournalError } from '../journalError.ts';
import {
  STOPPED,
  type EndedAdd,
  type JournalOp,
  type JournalStore,
  type NewAdd,
  type OnJournalOp,
  type OpenedStore,
  type Settled,
  type Taken,
} from '../terms.ts';
import { Connections, type PostgresRow } from './connections.ts';
import { Lease } from './lease.ts';
import { versionOf, POSTGRES_VERSION } from './migrations.ts';
import { identityOf, isCopy, openTables, type Identity } from './opening.ts';
import * as statements from './statements.ts';

const LEASE_MS = 10_000;
const DEADLINE_MS = 5000;
/** A server renews its lease this many times while it lasts. */
const BEATS = 4;
/** Few enough that other statements do not wait long. */
const PRUNED_AT_ONCE = 5000;
const PRUNED_EVERY_MS = 3_600_000;

interface StoreTerms extends SharedJournal {
  /** Days for which an outcome is kept. */
  readonly days: number;
  readonly onOp: OnJournalOp | undefined;
}

/** An add that this server has begun. */
interface UnderWay {
  /** This server's own name for it: its number is known only when Postgres has answered. */
  readonly attempt: string;
  /** The fencing token under which it was begun. */
  readonly token: number;
  /** Its end, if that could not be written yet; `outcome` null = it was not sent. */
  unsaved?: EndedAdd | { readonly id: number; readonly outcome: null };
}

/** Opens a journal in Postgres. @throws JournalError */
export async function openPostgres(terms: StoreTerms): Promise<OpenedStore> {
  const connections = new Connections(terms.url, terms.deadlineMs ?? DEADLINE_MS);
  try {
    const { place } = connections;
    const { facts, identity } = await connections.transaction((query) =>
      openTables(query, place, textOf(terms.key)),
    );
    const lease = await Lease.take(connections, terms.leaseMs ?? LEASE_MS);
    return { store: new PostgresStore(connections, lease, identity, terms), facts };
  } catch (error) {
    void connections.close();
    throw error;
  }
}

/**
 * A journal in Postgres, which several servers share. Its unique indexes let one add of a key, and one add of a phone
 * number, be under way. An add under way belongs to the server that sends it, while that holds its lease.
 */
class PostgresStore implements JournalStore {
  readonly #connections: Connections;
  readonly #lease: Lease;
  readonly #identity: Identity;
  readonly #terms: StoreTerms;
  /** The adds that this server has begun, by the number of their row. */
  readonly #underWay = new Map<number, UnderWay>();
  /** Those, and the ones that are being begun, by this server's own name for them. */
  readonly #attempts = new Set<string>();
  readonly #beating: NodeJS.Timeout;
  #beat: Promise<void> | undefined;
  #prunedAt = -Infinity;
  hasEnded = false;

  constructor(connections: Connections, lease: Lease, identity: Identity, terms: StoreTerms) {
    this.#connections = connections;
    this.#lease = lease;
    this.#identity = identity;
    this.#terms = terms;
    const beat = (): void => {
      this.#beat ??= this.#lookAfter().finally(() => {
        this.#beat = undefined;
      });
    };
    this.#beating = setInterval(beat, (terms.leaseMs ?? LEASE_MS) / BEATS).unref();
    beat();
  }

  async ask(op: JournalOp): Promise<unknown> {
    const askedAt = performance.now();
    try {
      return await this.#answer(op);
    } finally {
      this.#terms.onOp?.(op.kind, performance.now() - askedAt);
    }
  }

  maySend(id: number): boolean {
    return !this.hasEnded && this.#underWay.get(id)?.token === this.#lease.token && this.#lease.isHeld;
  }

  /** Writes what could not be written before. What is still under way then is unknown for the other servers. */
  async close(): Promise<void> {
    clearInterval(this.#beating);
    await this.#beat;
    try {
      await this.#flush();
      await this.#lease.giveUp();
      await this.#fence();
    } catch {
      // The others fence this server when its lease has ended.
    }
    this.hasEnded = true;
    await this.#connections.close();
  }

  async #answer(op: JournalOp): Promise<unknown> {
    switch (op.kind) {
      case 'find':
        return this.#find(op.keyHash);
      case 'begin':
        return this.#begin(op.add);
      case 'end':
        return this.#orKept(op.add.id, op.add);
      case 'forget':
        return this.#orKept(op.id, { id: op.id, outcome: null });
      case 'unresolved':
        return this.#connections.query(statements.UNRESOLVED, [op.callerHash]);
      case 'countUnresolved':
        return (await this.#connections.query(statements.COUNT_UNRESOLVED))[0]?.['count'];
      case 'settle':
        return this.#settle(op.settled);
      case 'check':
        return this.#renew();
      default:
        return op satisfies never;
    }
  }

  async #find(keyHash: string): Promise<PostgresRow | undefined> {
    const [row] = await this.#connections.query(statements.FIND, [keyHash]);
    if (row?.['is_stale'] === true) {
      await this.#fence();
      return (await this.#connections.query(statements.FIND, [keyHash]))[0];
    }
    const isOpen = row?.['outcome'] === null || row?.['outcome'] === 'unknown';
    const unsaved = row && isOpen ? this.#underWay.get(Number(row['id']))?.unsaved : undefined;
    if (!unsaved) return row;
    return unsaved.outcome === null ? undefined : { ...row, outcome: unsaved.outcome, cause: unsaved.cause };
  }

  async #begin({ keyHash, leadHash, callerHash, sealed, numberHash }: NewAdd): Promise<number | Taken> {
    if (!this.#lease.isHeld) await this.#renew();
    const attempt = randomUUID();
    const { token } = this.#lease;
    this.#attempts.add(attempt);
    try {
      const values = [keyHash, leadHash, callerHash, sealed, numberHash, attempt, token];
      const [row] = await this.#connections.query(statements.BEGIN, values);
      if (row) {
        const id = z.number().parse(row['id']);
        this.#underWay.set(id, { attempt, token });
        return id;
      }
    } catch (error) {
      // It may have been written all the same. Then it is swept, because no add has this name.
      this.#attempts.delete(attempt);
      throw error;
    }
    this.#attempts.delete(attempt);
    const having = await this.#connections.query(statements.WHO_HAS, [keyHash, numberHash]);
    if (having.some((row) => row['is_stale'] === true)) await this.#fence();
    if (having.some((row) => row['has_key'] === true)) return 'key taken';
    // Nobody has it: then this server was fenced.
    if (having.length === 0) await this.#renew();
    if (having.some((row) => row['has_ended'] === true))
      await this.#connections.query(statements.FREE, [numberHash, HELD_MS]);
    return 'number taken';
  }

  /** Writes the end of an add. If that fails, it is kept, and tried again with each sign of life. */
  async #orKept(id: number, end: NonNullable<UnderWay['unsaved']>): Promise<null> {
    const add = this.#underWay.get(id);
    if (!add) throw new JournalError(this.#connections.place, 'lease lost');
    try {
      await this.#end(id, add, end);
    } catch (error) {
      if (this.#underWay.has(id)) add.unsaved = end;
      throw error;
    }
    return null;
  }

  /** @param isLate true = its caller was told, because it could not be written before */
  async #end(
    id: number,
    { attempt, token }: UnderWay,
    end: NonNullable<UnderWay['unsaved']>,
    isLate = false,
  ): Promise<void> {
    const ended = await this.#written(attempt, token, end, isLate);
    this.#underWay.delete(id);
    this.#attempts.delete(attempt);
    if (ended.length === 0) throw new JournalError(this.#connections.place, 'lease lost');
  }

  #written(
    attempt: string,
    token: number,
    end: NonNullable<UnderWay['unsaved']>,
    isLate: boolean,
  ): Promise<readonly PostgresRow[]> {
    if (end.outcome === null) return this.#connections.query(statements.FORGET, [attempt, token]);
    const values = [attempt, token, end.outcome, end.cause, end.mayComeLate];
    return isLate
      ? this.#connections.query(statements.END_LATE, [...values, STOPPED])
      : this.#connections.query(statements.END, values);
  }

  async #settle({ callerHash, id, keyHash, leadId }: Settled): Promise<PostgresRow | undefined> {
    const [row] =
      leadId === null
        ? await this.#connections.query(statements.SETTLE_NOT_ADDED, [id, keyHash, callerHash])
        : await this.#connections.query(statements.SETTLE_ADDED, [id, keyHash, callerHash, leadId]);
    return row;
  }

  /** A sign of life, and what is to be done now and then. Never rejects: each use reports the reason. */
  async #lookAfter(): Promise<void> {
    try {
      await this.#renew();
      await this.#flush();
      await this.#sweep();
      await this.#fence();
      if (performance.now() - this.#prunedAt < PRUNED_EVERY_MS) return;
      const pruned = await this.#connections.query(statements.PRUNE, [this.#terms.days, PRUNED_AT_ONCE]);
      await this.#connections.query(statements.PRUNE_OWNERS);
      if (pruned.length < PRUNED_AT_ONCE) this.#prunedAt = performance.now();
    } catch {
      // It is tried again.
    }
  }

  /** @throws JournalError also if the tables are of a later version, or no longer those that were opened */
  async #renew(): Promise<void> {
    const { place } = this.#connections;
    const query = this.#connections.query.bind(this.#connections);
    const version = await versionOf(query);
    if (version > POSTGRES_VERSION) throw new JournalError(place, 'newer', `version ${version}`);
    if (version < POSTGRES_VERSION || isCopy(this.#identity, await identityOf(query))) {
      // Opened again, it is brought up to this version, and knows what it may lack.
      this.hasEnded = true;
      clearInterval(this.#beating);
      void this.#connections.close();
      throw new JournalError(place, 'replaced');
    }
    await this.#lease.renew();
  }

  async #flush(): Promise<void> {
    for (const [id, add] of this.#underWay) {
      if (!add.unsaved) continue;
      try {
        await this.#end(id, add, add.unsaved, true);
      } catch (error) {
        if (!(error instanceof JournalError) || error.fault !== 'lease lost') throw error;
      }
    }
  }

  /** Deletes adds that were begun in Postgres only. */
  async #sweep(): Promise<void> {
    const { token } = this.#lease;
    // The list is written after this moment, so that it has all adds that were begun before it and have not ended.
    const [row] = await this.#connections.query(statements.NOW);
    await this.#connections.query(statements.SWEEP, [token, [...this.#attempts], row?.['now']]);
  }

  async #fence(): Promise<void> {
    await this.#connections.query(statements.FENCE, [STOPPED]);
  }
}
