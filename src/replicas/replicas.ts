import { createHash, randomUUID } from 'node:crypto';
import type { Secret } from '../upstream/wire/transport.ts';
import { Connection, type ConnectionTerms, type SharedLog } from './connection.ts';
import { startSharing, type Sharing, type SharingOptions, type SharingTerms } from './sharing.ts';
import { Members, type MemberTerms } from './members.ts';

export interface ReplicasOptions {
  /** See `ConnectionOptions`. */
  readonly url: Secret;
  /** The dialer that the servers share. */
  readonly dialer: URL;
  readonly log: SharedLog;
  /** See SharingOptions. */
  readonly sharing: Pick<SharingOptions, 'key' | 'mostBytes' | 'observer'>;
  readonly terms?: Partial<ReplicaTerms> | undefined;
}

/** Times that differ from the defaults. */
export type ReplicaTerms = ConnectionTerms & MemberTerms & SharingTerms;

/** This server as one of several with the same dialer: what they share over Redis. */
export interface Replicas {
  readonly connection: Connection;
  readonly members: Members;
  readonly sharing: Sharing;
  /** Leaves, and ends the connection. Never rejects. */
  close(): Promise<void>;
}

/** Joins the other servers of a dialer. Resolves if Redis cannot be reached, too: see `Connection`. */
export async function joinReplicas({
  url,
  dialer,
  log,
  sharing: shares,
  terms,
}: ReplicasOptions): Promise<Replicas> {
  const prefix = `dialer-${createHash('sha256').update(dialer.href).digest('hex').slice(0, 16)}`;
  const connection = new Connection({ url, prefix, log, terms });
  const members = new Members(connection, randomUUID(), terms);
  await connection.start();
  const [sharing] = await Promise.all([
    startSharing({ url, prefix, log, id: members.id, terms, ...shares }),
    members.start(),
  ]);
  return {
    connection,
    members,
    sharing,
    close: async () => {
      sharing.close();
      await members.close();
      connection.close();
    },
  };
}
