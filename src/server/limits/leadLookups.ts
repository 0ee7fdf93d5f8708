import type { RateLimiterMemory } from 'rate-limiter-flexible';
import { RateLimited } from '../../access/errors.ts';
import type { Lookup, LookupCounter, Lookups } from '../../access/lookups.ts';
import { ANYONE, type Viewer } from '../../access/viewer.ts';
import { handled } from '../../upstream/promises/handled.ts';

/** An audit line: the viewer, the look-up and its outcome. */
export interface LookupLine extends Pick<Lookup, 'by'> {
  readonly action: 'look_up';
  readonly caller: string;
  readonly outcome: 'found' | 'nothing' | 'failed' | 'rate limited';
  /** The subject of one look-up. */
  readonly subject?: string;
  /** The subjects of several look-ups that an operation made at once. */
  readonly subjects?: readonly string[];
}

export interface LeadLookupsOptions {
  /** The most look-ups that one viewer may make in a minute. */
  readonly perMinute: number;
  /**
   * Called for every look-up, whatever its outcome: once for all look-ups that an operation made at once and that
   * ended alike.
   */
  readonly audit: (line: LookupLine) => void;
  /** Counts for several servers; undefined = this server is alone. */
  readonly counter?: LookupCounter | undefined;
}

const WINDOW_SECONDS = 60;

/**
 * Limits and audits the look-ups of each viewer, by name. Without access control there is no limit, because all
 * requests have the same viewer.
 */
export class LeadLookups {
  readonly #options: LeadLookupsOptions;
  readonly #counter: LookupCounter;

  constructor(options: LeadLookupsOptions) {
    this.#options = options;
    this.#counter = options.counter ?? ownCounter(options.perMinute);
  }

  /**
   * The look-ups of one operation. A lead that it looks up several times, such as among each agent's calls, counts once
   * and is audited once, as found if one of them found something. A phone number counts each time: its subject is only
   * the last digits, which other numbers share.
   */
  ofOperation(): Lookups {
    const waits = new Map<string, Promise<number>>();
    const lines = new LookupLines(this.#options.audit);
    return {
      make: (viewer, lookup, find, isFound) => {
        const key = lookup.by === 'phoneNumber' ? undefined : JSON.stringify([viewer.name, lookup]);
        const known = key === undefined ? undefined : waits.get(key);
        const wait = known ?? handled(this.#secondsToWait(viewer));
        if (key !== undefined) waits.set(key, wait);
        const note = lines.begin(viewer, lookup, key);
        return this.#made(wait, note, find, isFound);
      },
    };
  }

  /** @param note receives the outcome */
  async #made<Found>(
    wait: Promise<number>,
    note: (outcome: LookupLine['outcome']) => void,
    find: () => Promise<Found>,
    isFound: (found: Found) => boolean,
  ): Promise<Found> {
    const seconds = await wait;
    if (seconds > 0) {
      note('rate limited');
      throw new RateLimited(
        `You have looked up ${this.#options.perMinute} leads or numbers within a minute, which is the limit. Try again in ${seconds} seconds.`,
        seconds,
      );
    }
    try {
      const found = await find();
      note(isFound(found) ? 'found' : 'nothing');
      return found;
    } catch (error) {
      note('failed');
      throw error;
    }
  }

  /** Counts a look-up. @returns the seconds to wait; 0 if it may be made now */
  async #secondsToWait(viewer: Viewer): Promise<number> {
    return viewer === ANYONE ? 0 : this.#counter.secondsToWait(viewer.name, this.#options.perMinute);
  }
}

/** Counts the look-ups at this server alone. */
function ownCounter(perMinute: number): LookupCounter {
  // Made at the first look-up that counts.
  let limiter: RateLimiterMemory | undefined;
  return {
    secondsToWait: async (viewer) => {
      const { RateLimiterMemory, RateLimiterRes } = await import('rate-limiter-flexible');
      limiter ??= new RateLimiterMemory({ points: perMinute, duration: WINDOW_SECONDS });
      try {
        await limiter.consume(viewer);
        return 0;
      } catch (limit) {
        if (limit instanceof RateLimiterRes) return Math.max(1, Math.ceil(limit.msBeforeNext / 1000));
        throw limit;
      }
    },
  };
}

type Outcome = LookupLine['outcome'];

/** What a look-up tells the viewer, the least first. */
const TOLD: readonly (Outcome | undefined)[] = [undefined, 'rate limited', 'failed', 'nothing', 'found'];

/** What is audited once: one look-up, or all of an operation for one lead. */
interface AuditedLookup {
  /** Its place among the look-ups of the operation, by their begin. */
  readonly place: number;
  readonly caller: string;
  readonly by: Lookup['by'];
  readonly subject: string;
  /** What told most so far; undefined = none has ended. */
  outcome: Outcome | undefined;
}

/**
 * The audit lines of one operation: one for all look-ups with the same outcome, written when none is running. Look-ups
 * are written in the order in which they began, whichever the dialer answered first. If a later look-up of a lead tells more
 * than was written, it is written, too.
 */
class LookupLines {
  readonly #audit: LeadLookupsOptions['audit'];
  readonly #known = new Map<string, AuditedLookup>();
  readonly #unwritten = new Set<AuditedLookup>();
  #begun = 0;
  #underWay = 0;

  constructor(audit: LeadLookupsOptions['audit']) {
    this.#audit = audit;
  }

  /**
   * Notes the start of a look-up.
   *
   * @param key what it shares with others that are audited with it; undefined = it is audited alone
   * @returns a function that receives its outcome
   */
  begin(viewer: Viewer, { by, subject }: Lookup, key: string | undefined): (outcome: Outcome) => void {
    const known = key === undefined ? undefined : this.#known.get(key);
    const place = (this.#begun += 1);
    const audited = known ?? { place, caller: viewer.name, by, subject, outcome: undefined };
    if (key !== undefined) this.#known.set(key, audited);
    this.#underWay += 1;
    return (outcome) => {
      this.#underWay -= 1;
      if (TOLD.indexOf(outcome) > TOLD.indexOf(audited.outcome)) {
        audited.outcome = outcome;
        // A refused look-up revealed nothing, so the log only counts it.
        if (outcome === 'rate limited') this.#audit({ ...lineOf(audited, outcome), subject });
        else this.#unwritten.add(audited);
      }
      if (this.#underWay === 0) this.#write();
    };
  }

  #write(): void {
    const inOrder = [...this.#unwritten].toSorted((a, b) => a.place - b.place);
    this.#unwritten.clear();
    for (const alike of Map.groupBy(inOrder, keyOf).values()) {
      const [first, ...others] = alike;
      if (first?.outcome === undefined) continue;
      const { subject } = first;
      const subjects = alike.map((one) => one.subject);
      const line = lineOf(first, first.outcome);
      this.#audit({ ...line, ...(others.length === 0 ? { subject } : { subjects }) });
    }
  }
}

const lineOf = ({ caller, by }: AuditedLookup, outcome: Outcome): LookupLine => ({
  action: 'look_up',
  caller,
  by,
  outcome,
});

/** What look-ups of one line have in common. */
const keyOf = ({ caller, by, outcome }: AuditedLookup): string => JSON.stringify([caller, by, outcome]);
