import pLimit, { type LimitFunction } from 'p-limit';
import type { UpstreamClient } from '../upstream/client/client.ts';
import { add_lead } from '../upstream/dialer/lead/leads.ts';
import { goGetAllCampaigns, type CampaignRow } from '../upstream/dialer/campaigns.ts';
import type { CheckedLead } from '../upstream/dialer/lead/leadToAdd.ts';
import {
  UpstreamError,
  UpstreamRateLimited,
  UpstreamRefused,
  UpstreamTimeout,
  UpstreamUnauthorized,
  UpstreamUnavailable,
} from '../upstream/errors.ts';
import { handled } from '../upstream/promises/handled.ts';
import { giveWay } from '../upstream/promises/turn.ts';
import type { LeadResolution, UnresolvedBy, UnresolvedLead } from './unresolved.ts';
import type { UpstreamLog } from '../upstream/client/upstreamState.ts';
import type { LeadJournal } from './journal.ts';
import { outcomeOf, unknownOutcome, type LeadOutcome } from './outcome.ts';
import type { Sent } from './sent.ts';
import { checkNow } from './leadCheck.ts';
import { readLead, type LeadTerms, type ReadLead } from './readLead.ts';
import { addedLine, isBlank, resolvedLine, type AuditLine, type ResolvedLine } from './audit.ts';
import {
  closing,
  invalidInput,
  keyReused,
  notNoted,
  notPermitted,
  notSent,
  type LeadRefused,
} from './refusal.ts';
import { textOf, type Secret } from '../upstream/wire/transport.ts';

export interface LeadWriterOptions {
  readonly client: UpstreamClient;
  /** Opened when the first lead is added: a server nobody writes through needs none. */
  readonly openJournal: () => LeadJournal;
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

/** A lead to add, as it came: nothing is known of it until it was checked. */
export interface AddLeadRequest {
  readonly lead: unknown;
  /** The caller's: the same key with the same lead gives the first outcome again. */
  readonly idempotencyKey?: string | undefined;
  /** Who asks, by the name that the audit gives. */
  readonly caller: string;
  /** The campaigns that the dialer lists, as the caller's operation asks for them. */
  readonly campaigns: () => Promise<readonly CampaignRow[]>;
}

/** How long a server that closes goes on sending the leads it took on. */
const MOST_SENDING_MS = 10_000;

/**
 * The only write. A lead is never lost without a word and never sent twice: what is not known to have failed is
 * UNKNOWN. Neither way out of that is safe. Reading the number's newest lead again shows too little of it to tell it
 * from another that the dialer was slow with: vendor and source codes are not among what it shows. And a second add is
 * refused as a duplicate only where the first is done: one the dialer is still busy with would become two leads.
 */
export class LeadWriter {
  readonly #options: LeadWriterOptions;
  readonly #slots: LimitFunction;
  readonly #byPhone = new Map<string, { readonly limit: LimitFunction; waiting: number }>();
  readonly #running = new Map<string, Promise<LeadOutcome>>();
  readonly #active = new Set<Promise<unknown>>();
  #journal: LeadJournal | undefined;
  #isClosing = false;

  constructor(options: LeadWriterOptions) {
    this.#options = options;
    this.#slots = pLimit(options.concurrency);
  }

  /** Adds a lead. Never throws, neither for what the dialer does nor for a full disk: every end is an outcome. */
  async add(request: AddLeadRequest): Promise<LeadOutcome> {
    const read = readLead(request.lead, this.#options.terms);
    const outcome =
      'faults' in read
        ? invalidInput(read.faults)
        : await this.#kept(this.#once(read, request).catch((error: unknown) => this.#notNoted(error)));
    this.#options.audit(addedLine(request, 'lead' in read ? read.lead : undefined, outcome));
    return outcome;
  }

  /**
   * What `add` would say of each of these leads before it sends anything: the verdict; null if it would be sent, or if its
   * key gives an outcome again. Nothing is sent or noted.
   */
  async validate(requests: readonly AddLeadRequest[]): Promise<readonly (LeadRefused | null)[]> {
    const keyed = new Map<string, string>();
    const verdicts: (LeadRefused | null)[] = [];
    for (const request of requests) {
      await giveWay();
      verdicts.push(await this.#verdict(request, keyed).catch((error: unknown) => this.#notNoted(error)));
    }
    return verdicts;
  }

  /** The caller's leads whose outcome is unknown, newest first. */
  unresolved(caller: string): Promise<readonly UnresolvedLead[]> {
    return this.#openJournal().unresolved(caller);
  }

  /**
   * Settles a lead whose outcome is unknown, as somebody found it out.
   *
   * @returns the lead as it was listed; null if the caller has no such unresolved lead
   */
  async resolve(
    caller: string,
    by: UnresolvedBy,
    resolution: LeadResolution,
  ): Promise<UnresolvedLead | null> {
    const lead = await this.#openJournal().resolve(caller, by, resolution);
    this.#options.audit(resolvedLine(caller, by, resolution, lead));
    return lead;
  }

  /**
   * Waits for what is being added, whoever still listens, then closes the journal. What has not been sent after ten
   * seconds is sent no more, so that what has been sent can end well before the server does.
   */
  async close(): Promise<void> {
    const enough = setTimeout(() => {
      this.#isClosing = true;
    }, MOST_SENDING_MS);
    while (this.#active.size > 0) await Promise.allSettled(this.#active);
    clearTimeout(enough);
    this.#journal?.close();
    this.#journal = undefined;
  }

  async #kept(adding: Promise<LeadOutcome>): Promise<LeadOutcome> {
    this.#active.add(adding);
    try {
      return await adding;
    } finally {
      this.#active.delete(adding);
    }
  }

  /** Two requests with one key at once: the second waits for the first, and then is told what it was told. */
  async #once(read: ReadLead, request: AddLeadRequest): Promise<LeadOutcome> {
    const key = keyOf(request);
    if (key === undefined) return this.#fresh(read, request);
    const turn = handled(this.#after(this.#running.get(key), () => this.#remembered(read, request, key)));
    this.#running.set(key, turn);
    try {
      return await turn;
    } finally {
      if (this.#running.get(key) === turn) this.#running.delete(key);
    }
  }

  /** Runs a turn when the one before it has ended, however that ended. */
  async #after<Outcome>(
    before: Promise<unknown> | undefined,
    turn: () => Promise<Outcome>,
  ): Promise<Outcome> {
    if (before) await Promise.allSettled([before]);
    return turn();
  }

  #openJournal(): LeadJournal {
    return (this.#journal ??= this.#options.openJournal());
  }

  async #remembered(read: ReadLead, request: AddLeadRequest, key: string): Promise<LeadOutcome> {
    const known = this.#openJournal().recall(key, read.lead);
    if (known === undefined) return this.#fresh(read, request);
    if (known.kind === 'ended') return known.outcome;
    if (known.kind === 'lost') {
      return unknownOutcome(read.lead, 'The server stopped while the lead was being sent.');
    }
    return keyReused;
  }

  /** Adds a lead that no key knows, if it may be sent now. */
  async #fresh(read: ReadLead, request: AddLeadRequest): Promise<LeadOutcome> {
    const ready = await checkNow(read, () => this.#campaigns(request), new Date());
    return 'faults' in ready ? invalidInput(ready.faults) : this.#inTurn(read, ready, request);
  }

  /** The dialer's campaigns; null if they cannot be read, so that some of them may be missing. */
  async #campaigns({ campaigns }: AddLeadRequest): Promise<readonly CampaignRow[] | null> {
    try {
      return await campaigns();
    } catch (error) {
      if (error instanceof UpstreamError) return null;
    }
    // The caller is gone, or may ask no more: the lead is added all the same.
    try {
      return (await this.#options.client.call(goGetAllCampaigns, {})).model.rows;
    } catch {
      return null;
    }
  }

  async #verdict(request: AddLeadRequest, keyed: Map<string, string>): Promise<LeadRefused | null> {
    const read = readLead(request.lead, this.#options.terms);
    if ('faults' in read) return invalidInput(read.faults);
    const key = keyOf(request);
    if (key !== undefined) {
      const lead = JSON.stringify(read.lead);
      const first = keyed.get(key);
      const known = this.#openJournal().recall(key, read.lead);
      if (known?.kind === 'reused' || (first !== undefined && first !== lead)) return keyReused;
      keyed.set(key, lead);
      if (known) return known.kind === 'ended' && known.outcome.kind === 'rejected' ? known.outcome : null;
    }
    const ready = await checkNow(read, () => this.#campaigns(request), new Date());
    return 'faults' in ready ? invalidInput(ready.faults) : null;
  }

  /** One number at a time: the dialer looks for duplicates first and inserts later. */
  async #inTurn(read: ReadLead, ready: CheckedLead, request: AddLeadRequest): Promise<LeadOutcome> {
    const phoneNumber = `${ready.phoneCode}|${ready.phoneNumber}`;
    const turn = this.#byPhone.get(phoneNumber) ?? { limit: pLimit(1), waiting: 0 };
    this.#byPhone.set(phoneNumber, turn);
    turn.waiting += 1;
    try {
      return await turn.limit(() => this.#slots(() => this.#journalled(read, ready, request)));
    } finally {
      turn.waiting -= 1;
      if (turn.waiting === 0) this.#byPhone.delete(phoneNumber);
    }
  }

  async #journalled(read: ReadLead, ready: CheckedLead, request: AddLeadRequest): Promise<LeadOutcome> {
    if (this.#isClosing) return closing;
    const journal = this.#openJournal();
    const key = keyOf(request);
    const entry = journal.begin(key, read.lead, request);
    const { outcome, isLookedAt } = await this.#sent(ready, read.altered);
    try {
      // What nobody looked at may be tried again under the same key.
      if (isLookedAt) journal.end(entry, outcome, key, read.lead);
      else journal.forget(entry);
    } catch (error) {
      // The caller is told what became of it all the same. Under the same key it is UNKNOWN from now on.
      this.#warn(error);
    }
    return outcome;
  }

  /** Sends a lead, once. No caller can cancel it. @returns what became of it, and whether the dialer looked at it */
  async #sent(
    lead: CheckedLead,
    altered: ReadLead['altered'],
  ): Promise<{ readonly outcome: LeadOutcome; readonly isLookedAt: boolean }> {
    const { client, user, pass } = this.#options;
    const sent: Sent = {
      phoneNumber: lead.phoneNumber,
      listId: lead.listId,
      user,
      pass: textOf(pass),
      altered,
    };
    try {
      return { outcome: outcomeOf((await client.call(add_lead, lead)).model, sent), isLookedAt: true };
    } catch (error) {
      if (!(error instanceof UpstreamError)) this.#warn(error);
      if (error instanceof UpstreamUnauthorized || error instanceof UpstreamRefused) {
        return { outcome: notPermitted(error), isLookedAt: false };
      }
      const isUnanswered =
        error instanceof UpstreamUnavailable ||
        error instanceof UpstreamTimeout ||
        error instanceof UpstreamRateLimited;
      if (isUnanswered && !error.sent) return { outcome: notSent, isLookedAt: false };
      const cause =
        error instanceof UpstreamError
          ? error.message
          : 'The lead was sent, and no complete answer came back.';
      return { outcome: unknownOutcome(sent, cause), isLookedAt: true };
    }
  }

  /** Without a note of it nothing may be sent. Only what comes before the sending can fail so. */
  #notNoted(error: unknown): LeadRefused {
    this.#warn(error);
    return notNoted;
  }

  /** A code or a name, since a message may quote a lead. */
  #warn(error: unknown): void {
    const code = error instanceof Error ? ('code' in error ? String(error.code) : error.name) : 'unknown';
    this.#options.log.warn({ code }, 'adding a lead failed inside this server');
  }
}

/** Each caller's keys are its own: another's must neither stand in their way nor be answered with what they added. */
const keyOf = ({ caller, idempotencyKey }: AddLeadRequest): string | undefined =>
  isBlank(idempotencyKey) ? undefined : JSON.stringify([caller, idempotencyKey]);
