import type { SharedCall } from '../../upstream/client/shared/sharedAnswers.ts';
import type { Connection } from '../connection.ts';
import type { Sealing } from '../sealing.ts';

/** The keys and the channel of a call. They do not reveal what is asked. */
export interface Names {
  /** The name of the call. */
  readonly name: string;
  /** The lease of the server that asks. */
  readonly lease: string;
  /** The stored answer. */
  readonly entry: string;
  /** The last answer, for servers that begin to follow the call. */
  readonly copy: string;
  readonly channel: string;
}

export function namesOf(connection: Connection, sealing: Sealing, { identity }: SharedCall): Names {
  const name = sealing.nameOf(identity);
  const key = (kind: string): string => connection.key(`answer:${kind}:${name}`);
  return {
    name,
    lease: key('lease'),
    entry: key('entry'),
    copy: key('last'),
    channel: `answer:told:${name}`,
  };
}
