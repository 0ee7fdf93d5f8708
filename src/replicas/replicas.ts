import { createHash, randomUUID } from 'node:crypto';
import type { SharedBudgets } from '../upstream/client/sharedBudgets.ts';
import type { Secret } from '../upstream/wire/transport.ts';
import { Connection, type ConnectionTerms, type SharedLog } from './connection.ts';
import { Members, type MemberTerms } from './members.ts';
import { SharedSlots, type SlotTerms } from './slots/sharedSlots.ts';

export interface ReplicasOptions {
  /** See `ConnectionOptions`. */
  readonly url: Secret;
  /** The dialer that the servers share. */
  readonly dialer: URL;
  readonly log: SharedLog;
  readonly terms?: Partial<ReplicaTerms> | undefined;
}

/** Times that differ from the defaults. */
export type ReplicaTerms = ConnectionTerms & MemberTerms & SlotTerms;

/** This server as one of several with the same dialer: what they share over Redis. */
export interface Replicas {
  readonly connection: Connection;
  readonly members: Members;
  readonly budgets: SharedBudgets;
  /** Leaves, and ends the connection. Never rejects. */
  close(): Promise<void>;
}

/** Joins the other servers of a dialer. Resolves if Redis cannot be reached, too: see `Connection`. */
export async function joinReplicas({ url, dialer, log, terms }: ReplicasOptions): Promise<Replicas> {
  const prefix = `dialer-${createHash('sha256').update(dialer.href).digest('hex').slice(0, 16)}`;
  const connection = new Connection({ url, prefix, log, terms });
  const members = new Members(connection, randomUUID(), terms);
  await connection.start();
  await members.start();
  const slots: SharedSlots[] = [];
  return {
    connection,
    members,
    budgets: {
      slots: (upstream, concurrency, timeoutMs) => {
        const own = new SharedSlots({
          connection,
          id: members.id,
          name: upstream,
          concurrency,
          timeoutMs,
          terms,
        });
        slots.push(own);
        return own;
      },
    },
    close: async () => {
      await Promise.all(slots.map((own) => own.close()));
      await members.close();
      connection.close();
    },
  };
}
