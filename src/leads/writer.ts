import { Caller } from '../upstream/client/caller.ts';
import type { UpstreamClient } from '../upstream/client/client.ts';
import { add_lead } from '../upstream/dialer/lead/leads.ts';
import { goGetAllCampaigns, type CampaignRow } from '../upstream/dialer/campaigns.ts';
import type { CheckedLead } from '../upstream/dialer/lead/leadToAdd.ts';
import { UpstreamError } from '../upstream/errors.ts';
import { handled } from '../upstream/promises/handled.ts';
import { giveWay } from '../upstream/promises/turn.ts';
import { textOf, type Secret } from '../upstream/wire/transport.ts';
import type { UpstreamLog } from '../upstream/client/upstreamState.ts';
import { addedLine, resolvedLine, type AuditLine, type ResolvedLine } from './audit.ts';
import type { BegunAdd, LeadJournal } from './journal.ts';
import { isLeaseLost, loggedError } from './journal/journalError.ts';
import { notedAdd } from './journal/notedAdd.ts';
import type { NotedAdd } from './journal/rows.ts';
import { STOPPED, type Taken } from './journal/terms.ts';
import { checkNow, isLookedFor } from './leadCheck.ts';
import {
  causeOf,
  isUnanswered,
  outcomeOf,
  resolvedOutcome,
  unknownOutcome,
  type LeadOutcome,
} from './outcome.ts';
import { closing, journalUnusable, leaseLost, missingSince, nothingSentBy } from './notSent.ts';
import { readLead, type LeadTerms, type ReadLead } from './readLead.ts';
import { invalidInput, keyReused, type LeadRefused } from './refusal.ts';
import type { Sent } from './sent.ts';
import { Turns, untilFree, type Ending } from './turns.ts';
import type { Resolution, UnresolvedBy, UnresolvedLead } from './unresolved.ts';

export interface LeadWriterOptions {
  readonly client: UpstreamClient;
  /** The writer closes it. */
  readonly journal: LeadJournal;
  /** The account that adds are sent with. */
  readonly user: string;
  readonly pass: Secret;
  /** How input is read. */
  readonly terms: LeadTerms;
  /** Adds in flight at once. */
  readonly concurrency: number;
  /** Called once for each add, whatever became of it. */
  readonly audit: (line: AuditLine | ResolvedLine) => void;
  readonly log: UpstreamLog;
}

/** A request to add a lead, not checked yet. */
export interface AddLeadRequest {
  readonly lead: unknown;
  /** The same key of the same caller with the same lead gives the first outcome again. */
  readonly idempotencyKey?: string | undefined;
  /** Name of the viewer, as in the audit. */
  readonly caller: string;
  /** The campaigns that the dialer lists. The caller's operation pays for the call. */
  readonly campaigns: () => Promise<readonly CampaignRow[]>;
  /** The caller's operation: its ids are on the call, and it counts the call. */
  readonly operation?: Caller | undefined;
}

/**
 * Adds leads: the only write of this server. Every add has an outcome, and no lead is sent twice. If it is not known
 * whether a lead was added, the outcome is UNKNOWN. The server cannot settle that by itself: a look-up of the number's
 * newest lead shows neither vendor nor source code, and a second add with a duplicate check would become a second lead if
 * the dialer is still inserting the first one.
 */
export class LeadWriter {
  readonly #options: LeadWriterOptions;
  readonly #turns: Turns;
  readonly #running = new Map<string, Promise<LeadOutcome>>();
  readonly #active = new Set<Promise<unknown>>();
  #isClosing = false;

  constructor(options: LeadWriterOptions) {
    this.#options = options;
    this.#turns = new Turns(options.concurrency);
  }

  /** Adds a lead. Never throws: every failure, of the dialer or of the journal, is an outcome. */
  async add(request: AddLeadRequest): Promise<LeadOutcome> {
    const read = readLead(request.lead, this.#options.terms);
    const outcome =
      'faults' in read
        ? invalidInput(read.faults)
        : // Only steps before the sending throw, such as a journal that cannot be written: nothing was sent.
          await this.#kept(this.#once(read, request).catch((error: unknown) => this.#unusable(error)));
    this.#options.audit(addedLine(request, 'lead' in read ? read.lead : undefined, outcome));
    return outcome;
  }

  /**
   * The verdict of `add` on each lead before sending: the refusal; null if the lead would be sent, or if its key has an
   * outcome. Nothing is sent or recorded.
   */
  async validate(requests: readonly AddLeadRequest[]): Promise<readonly (LeadRefused | null)[]> {
    const keyed = new Map<string, string>();
    const verdicts: (LeadRefused | null)[] = [];
    for (const request of requests) {
      await giveWay();
      verdicts.push(await this.#verdict(request, keyed).catch((error: unknown) => this.#unusable(error)));
    }
    return verdicts;
  }

  /**
   * Waits for the adds under way, even if their clients have left, then closes the journal.
   *
   * @param sendingMs leads that have not been sent by then are not sent, so that the others can end before the server does
   */
  async close(sendingMs = 0): Promise<void> {
    const enough = setTimeout(() => {
      this.#isClosing = true;
    }, sendingMs);
    while (this.#active.size > 0) await Promise.allSettled(this.#active);
    clearTimeout(enough);
    await this.#options.journal.close();
  }

  /** As `LeadJournal.unresolved`. @throws JournalError */
  unresolved(caller: string): Promise<readonly UnresolvedLead[]> {
    return this.#options.journal.unresolved(caller);
  }

  /** As `LeadJournal.resolve`, with an audit line. @throws JournalError */
  async resolve(caller: string, by: UnresolvedBy, resolution: Resolution): Promise<UnresolvedLead | null> {
    const lead = await this.#options.journal.resolve(caller, by, resolution);
    this.#options.audit(resolvedLine(caller, by, resolution, lead));
    return lead;
  }

  async #kept(adding: Promise<LeadOutcome>): Promise<LeadOutcome> {
    this.#active.add(adding);
    try {
      return await adding;
    } finally {
      this.#active.delete(adding);
    }
  }

  /** Adds a lead under its key. A second request with the same key waits for the first, and gets the same outcome. */
  async #once(read: ReadLead, request: AddLeadRequest): Promise<LeadOutcome> {
    const add = notedAdd(read, request, this.#options.terms);
    const { caller, key } = add;
    const remembered = (): Promise<LeadOutcome> =>
      untilFree(async () => {
        const outcome = await this.#remembered(read, add, request);
        return outcome === 'key taken' ? undefined : outcome;
      });
    if (key === undefined) return remembered();
    // Keys belong to their caller: two callers may use the same one.
    const running = JSON.stringify([caller, key]);
    const turn = handled(this.#after(this.#running.get(running), remembered));
    this.#running.set(running, turn);
    try {
      return await turn;
    } finally {
      if (this.#running.get(running) === turn) this.#running.delete(running);
    }
  }

  /** Runs a turn after the one before it has ended, also if that failed. */
  async #after<Outcome>(
    before: Promise<unknown> | undefined,
    turn: () => Promise<Outcome>,
  ): Promise<Outcome> {
    if (before) await Promise.allSettled([before]);
    return turn();
  }

  /** What the journal knows of the key, or the outcome of a new add. */
  async #remembered(
    read: ReadLead,
    add: NotedAdd,
    request: AddLeadRequest,
  ): Promise<LeadOutcome | 'key taken'> {
    const { key } = add;
    const { lead } = read;
    const known = key === undefined ? undefined : await this.#options.journal.recall({ ...add, key });
    if (known === undefined) return this.#fresh(read, add, request);
    if (known.kind === 'under way') return 'key taken';
    if (known.kind === 'ended') return known.outcome;
    if (known.kind === 'resolved') return resolvedOutcome(lead, known.leadId);
    if (known.kind === 'lost') return unknownOutcome(lead, known.cause);
    if (known.kind === 'missing') {
      // All adds from before the restore have ended, so the dialer's own check finds them.
      return isLookedFor(lead)
        ? this.#fresh(read, add, request)
        : unknownOutcome(lead, missingSince(known.since));
    }
    return keyReused;
  }

  /** Adds a lead whose key is not known, if it may be sent now. */
  async #fresh(read: ReadLead, add: NotedAdd, request: AddLeadRequest): Promise<LeadOutcome | 'key taken'> {
    const ready = await checkNow(read, () => this.#campaigns(request), new Date());
    if ('faults' in ready) return invalidInput(ready.faults);
    // One number at a time: the dialer looks for duplicates first and inserts later.
    const number = `${ready.phoneCode}|${ready.phoneNumber}`;
    return this.#turns.run(number, () =>
      this.#journalled(ready, number, read.altered, add, request.operation),
    );
  }

  /** The campaigns that the dialer lists; null if the list cannot be read. */
  async #campaigns({ campaigns }: AddLeadRequest): Promise<readonly CampaignRow[] | null> {
    try {
      return await campaigns();
    } catch (error) {
      if (error instanceof UpstreamError) return null;
    }
    // The caller has left, or its operation may make no more calls. The lead is still added.
    try {
      return (await this.#options.client.call(goGetAllCampaigns, {})).model.rows;
    } catch {
      return null;
    }
  }

  async #verdict(request: AddLeadRequest, keyed: Map<string, string>): Promise<LeadRefused | null> {
    const read = readLead(request.lead, this.#options.terms);
    if ('faults' in read) return invalidInput(read.faults);
    const add = notedAdd(read, request, this.#options.terms);
    const { key } = add;
    if (key !== undefined) {
      const lead = JSON.stringify(read.lead);
      const first = keyed.get(key);
      const known = await this.#options.journal.recall({ ...add, key });
      if (known?.kind === 'reused' || (first !== undefined && first !== lead)) return keyReused;
      keyed.set(key, lead);
      if (known && known.kind !== 'missing') {
        return known.kind === 'ended' && known.outcome.kind === 'rejected' ? known.outcome : null;
      }
    }
    const ready = await checkNow(read, () => this.#campaigns(request), new Date());
    return 'faults' in ready ? invalidInput(ready.faults) : null;
  }

  async #journalled(
    lead: CheckedLead,
    number: string,
    altered: Altered,
    add: NotedAdd,
    caller: Caller | undefined,
  ): Promise<Ending | Taken> {
    if (this.#isClosing) return { outcome: closing };
    const { journal } = this.#options;
    const begun = await journal.begin(add, number);
    if (typeof begun === 'string') return begun;
    const ending = await this.#sent(lead, altered, begun, caller);
    const { outcome, isFree } = ending;
    try {
      if (isFree) await journal.forget(begun);
      else await journal.end(begun, ending);
    } catch (error) {
      this.#warn(error, outcome.kind === 'added' ? { leadId: outcome.leadId } : {});
      // The key answers so from now on, at all servers.
      if (isLeaseLost(error) && !isFree) return { outcome: unknownOutcome(lead, STOPPED), mayComeLate: true };
      // The caller still gets the outcome, and the journal goes on trying.
    }
    return ending;
  }

  /** Sends a lead once. A caller that leaves does not cancel it. */
  async #sent(
    lead: CheckedLead,
    altered: Altered,
    { maySend }: BegunAdd,
    caller = new Caller(),
  ): Promise<Ending> {
    const { client, user, pass } = this.#options;
    const { phoneNumber, listId } = lead;
    const sent: Sent = { phoneNumber, listId, user, pass: textOf(pass), altered };
    try {
      return {
        outcome: outcomeOf((await client.call(add_lead, lead, caller.forWrite(maySend))).model, sent),
      };
    } catch (error) {
      if (!(error instanceof UpstreamError)) this.#warn(error);
      const refused = nothingSentBy(error);
      if (refused) return { outcome: maySend() ? refused : leaseLost, isFree: true };
      return { outcome: unknownOutcome(sent, causeOf(error)), mayComeLate: isUnanswered(error) };
    }
  }

  #unusable(error: unknown): LeadRefused {
    this.#warn(error);
    return journalUnusable(error);
  }

  #warn(error: unknown, facts: { readonly leadId?: string } = {}): void {
    this.#options.log.warn({ ...loggedError(error), ...facts }, 'adding a lead failed inside this server');
  }
}

type Altered = ReadLead['altered'];
