import { createHash, randomUUID } from 'node:crypto';
import type { LookupCounter } from '../access/lookups.ts';
import type { SharedBudgets } from '../upstream/client/shared/sharedBudgets.ts';
import { textOf, type Secret } from '../upstream/wire/transport.ts';
import { Connection, type ConnectionTerms, type SharedLog } from './connection.ts';
import { Sealing } from './sealing.ts';
import { startSharing, type Sharing, type SharingOptions, type SharingTerms } from './sharing.ts';
import { Members, type MemberTerms } from './members.ts';
import { RedisCircuits } from './circuits/redisCircuits.ts';
import { RedisLookups } from './lookups/redisLookups.ts';
import { RedisLogin } from './login/redisLogin.ts';
import { SharedSlots, type SlotTerms } from './slots/sharedSlots.ts';

export interface ReplicasOptions {
  /** See `ConnectionOptions`. */
  readonly url: Secret;
  /** The dialer that the servers share. */
  readonly dialer: URL;
  readonly log: SharedLog;
  /** See SharingOptions; if left out, only budgets are shared. */
  readonly sharing?: Pick<SharingOptions, 'mostBytes' | 'observer'> & {
    /** The key of all that is shared. Read once. */
    readonly key: Secret;
  };
  readonly terms?: Partial<ReplicaTerms> | undefined;
}

/** Times that differ from the defaults. */
export type ReplicaTerms = ConnectionTerms & MemberTerms & SlotTerms & SharingTerms;

/** This server as one of several with the same dialer: what they share over Redis. */
export interface Replicas {
  readonly connection: Connection;
  /** True if Redis can be used for all that is shared. */
  readonly isUp: boolean;
  readonly members: Members;
  readonly sharing: Sharing | undefined;
  readonly budgets: SharedBudgets;
  readonly lookups: LookupCounter;
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
  const sealing = shares && new Sealing(textOf(shares.key));
  const members = new Members(connection, {
    id: randomUUID(),
    keyMark: sealing?.nameOf('the key of a server'),
    log,
    terms,
  });
  await connection.start();
  const [sharing] = await Promise.all([
    shares && sealing && startSharing({ url, prefix, log, id: members.id, terms, ...shares, sealing }),
    members.start(),
  ]);
  const parts: { close(): unknown }[] = [];
  const kept = <Part extends { close(): unknown }>(part: Part): Part => {
    parts.push(part);
    return part;
  };
  return {
    connection,
    get isUp() {
      return connection.isUp && sharing?.isUp !== false;
    },
    members,
    sharing,
    budgets: {
      ...(sharing && { answers: sharing.answers }),
      slots: (upstream, concurrency, timeoutMs) =>
        kept(new SharedSlots({ connection, id: members.id, name: upstream, concurrency, timeoutMs, terms })),
      circuits: (upstream) => kept(new RedisCircuits({ connection, id: members.id, upstream })),
      login: ({ upstream, account, secret }, timeoutMs) =>
        kept(
          new RedisLogin({
            connection,
            members,
            account: `${upstream} ${account}`,
            secret: () => textOf(secret),
            timeoutMs,
          }),
        ),
    },
    lookups: new RedisLookups(connection, members, (viewer) => sharing?.nameOf(`viewer ${viewer}`) ?? viewer),
    close: async () => {
      sharing?.close();
      await Promise.all(parts.map((part) => part.close()));
      await members.close();
      connection.close();
    },
  };
}
