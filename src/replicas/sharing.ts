import type { SharedFloor } from '../live/sharedFloor.ts';
import type { LiveHistory } from '../loaders/liveHistory.ts';
import type { SharedAnswers } from '../upstream/client/shared/sharedAnswers.ts';
import { AnswerExchange, type ExchangeOptions } from './answers/answerExchange.ts';
import { Connection, type ConnectionOptions } from './connection.ts';
import { Elections } from './floor/elections.ts';
import { Notes, type NoteTerms } from './floor/notes.ts';
import { SharedHistory } from './floor/sharedHistory.ts';
import type { Sealing } from './sealing.ts';

/** Times in milliseconds that differ from the defaults. */
export interface SharingTerms extends NoteTerms {
  /** How long the lease of a call lasts. */
  readonly callLeaseMs: number;
  /** How long the lease of a poller lasts. */
  readonly pollLeaseMs: number;
}

export interface SharingOptions extends Omit<ConnectionOptions, 'terms'> {
  /** The id of this server. */
  readonly id: string;
  /** Seals all that is shared. */
  readonly sealing: Sealing;
  /** The most bytes of stored answers. */
  readonly mostBytes: number;
  readonly terms?: (Partial<SharingTerms> & ConnectionOptions['terms']) | undefined;
  readonly observer?: Pick<ExchangeOptions, 'onRead' | 'onTooLarge'> | undefined;
}

/** The parts that servers share beside budgets: answers, the live floor, and the times of agents' states. */
export interface Sharing {
  readonly answers: SharedAnswers;
  readonly floor: SharedFloor;
  shareHistory(history: LiveHistory): void;
  /** True if Redis can be used for all of this. */
  readonly isUp: boolean;
  /** See Sealing. */
  nameOf(text: string): string;
  close(): void;
}

const POLL_LEASE_MS = 2500;

/** An answer has up to 16 MB. It has a connection of its own, so that the commands of budgets do not wait for it. */
const DEADLINE_MS = 2000;

/** Begins to share. Resolves if Redis cannot be reached, too: see Connection. */
export async function startSharing({
  id,
  sealing,
  mostBytes,
  observer = {},
  terms = {},
  ...options
}: SharingOptions): Promise<Sharing> {
  // The connection of budgets logs its own state.
  const log = { info: () => undefined, warn: () => undefined };
  const own = { ...terms, deadlineMs: Math.max(DEADLINE_MS, terms.deadlineMs ?? 0) };
  const bulk = new Connection({ ...options, log, terms: own });
  const quick = new Connection({ ...options, log, terms });
  await Promise.all([bulk.start(), quick.start()]);
  const answers = new AnswerExchange({
    connection: quick,
    bulk,
    sealing,
    mostBytes,
    leaseMs: terms.callLeaseMs,
    ...observer,
  });
  const elections = new Elections(quick, bulk, id, terms.pollLeaseMs ?? POLL_LEASE_MS);
  const notes = new Notes(quick, sealing, id, terms);
  const history = new SharedHistory(quick, sealing);
  let endHistory: (() => void) | undefined;
  return {
    answers,
    floor: {
      stand: (topic, onChange) => elections.stand(sealing.nameOf(topic), onChange),
      exchange: notes.exchange,
    },
    get isUp() {
      return bulk.isUp && quick.isUp;
    },
    nameOf: (text) => sealing.nameOf(text),
    shareHistory: (of) => {
      endHistory = history.share(of);
    },
    close: () => {
      endHistory?.();
      bulk.close();
      quick.close();
    },
  };
}
