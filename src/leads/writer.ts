import pLimit, { type LimitFunction } from 'p-limit';
import type { UpstreamClient } from '../upstream/client/client.ts';
import { add_lead } from '../upstream/dialer/lead/leads.ts';
import { goGetAllCampaigns, type CampaignRow } from '../upstream/dialer/campaigns.ts';
import type { CheckedLead } from '../upstream/dialer/lead/leadToAdd.ts';
import { UpstreamError } from '../upstream/errors.ts';
import { handled } from '../upstream/promises/handled.ts';
import { giveWay } from '../upstream/promises/turn.ts';
import { textOf, type Secret } from '../upstream/wire/transport.ts';
import type { UpstreamLog } from '../upstream/client/upstreamState.ts';
import { addedLine, isBlank, resolvedLine, type AuditLine, type ResolvedLine } from './audit.ts';
import type { LeadJournal } from './journal.ts';
import { asFirstVersion } from './journal/firstVersion.ts';
import { JournalError } from './journal/journalError.ts';
import type { NotedAdd } from './journal/rows.ts';
import { checkNow, isLookedFor } from './leadCheck.ts';
import { causeOf, outcomeOf, resolvedOutcome, unknownOutcome, type LeadOutcome } from './outcome.ts';
import { closing, journalUnusable, missingSince, nothingSentBy } from './notSent.ts';
import { readLead, type LeadTerms, type ReadLead } from './readLead.ts';
import { invalidInput, keyReused, type LeadRefused } from './refusal.ts';
import type { Sent } from './sent.ts';
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
        : // Without a note of it nothing may be sent. Only what comes before the sending can fail so.
          await this.#kept(this.#once(read, request).catch((error: unknown) => this.#unusable(error)));
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
      verdicts.push(await this.#verdict(request, keyed).catch((error: unknown) => this.#unusable(error)));
    }
    return verdicts;
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
    await this.#options.journal.close();
  }

  /** As of the journal. @throws JournalError */
  unresolved(caller: string): Promise<readonly UnresolvedLead[]> {
    return this.#options.journal.unresolved(caller);
  }

  /** As of the journal; audited. @throws JournalError */
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

  /** Two requests with one key at once: the second waits for the first, and then is told what it was told. */
  async #once(read: ReadLead, request: AddLeadRequest): Promise<LeadOutcome> {
    const add = notedAdd(read, request, this.#options.terms);
    const { caller, key } = add;
    if (key === undefined) return this.#fresh(read, add, request);
    // Each caller's keys are its own: another's must neither stand in their way nor be answered with what they added.
    const running = JSON.stringify([caller, key]);
    const turn = handled(
      this.#after(this.#running.get(running), () => this.#remembered(read, { ...add, key }, request)),
    );
    this.#running.set(running, turn);
    try {
      return await turn;
    } finally {
      if (this.#running.get(running) === turn) this.#running.delete(running);
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

  async #remembered(
    read: ReadLead,
    add: NotedAdd & { readonly key: string },
    request: AddLeadRequest,
  ): Promise<LeadOutcome> {
    const { lead } = read;
    const known = await this.#options.journal.recall(add);
    if (known === undefined) return this.#fresh(read, add, request);
    if (known.kind === 'ended') return known.outcome;
    if (known.kind === 'resolved') return resolvedOutcome(lead, known.leadId);
    if (known.kind === 'lost') return unknownOutcome(lead, known.cause);
    if (known.kind === 'missing') {
      // The dialer has found room for whatever was sent before this server was started, and looks for it.
      return isLookedFor(lead)
        ? this.#fresh(read, add, request)
        : unknownOutcome(lead, missingSince(known.since));
    }
    return keyReused;
  }

  /** Adds a lead that no key knows, if it may be sent now. */
  async #fresh(read: ReadLead, add: NotedAdd, request: AddLeadRequest): Promise<LeadOutcome> {
    const ready = await checkNow(read, () => this.#campaigns(request), new Date());
    return 'faults' in ready ? invalidInput(ready.faults) : this.#inTurn(ready, read.altered, add);
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

  /** One number at a time: the dialer looks for duplicates first and inserts later. */
  async #inTurn(lead: CheckedLead, altered: Altered, add: NotedAdd): Promise<LeadOutcome> {
    const phoneNumber = `${lead.phoneCode}|${lead.phoneNumber}`;
    const turn = this.#byPhone.get(phoneNumber) ?? { limit: pLimit(1), waiting: 0 };
    this.#byPhone.set(phoneNumber, turn);
    turn.waiting += 1;
    try {
      return await turn.limit(() => this.#slots(() => this.#journalled(lead, altered, add)));
    } finally {
      turn.waiting -= 1;
      if (turn.waiting === 0) this.#byPhone.delete(phoneNumber);
    }
  }

  async #journalled(lead: CheckedLead, altered: Altered, add: NotedAdd): Promise<LeadOutcome> {
    if (this.#isClosing) return closing;
    const { journal } = this.#options;
    const begun = await journal.begin(add);
    const { outcome, isFree } = await this.#sent(lead, altered);
    try {
      // What nobody looked at may be tried again under the same key.
      if (isFree) await journal.forget(begun);
      else await journal.end(begun, outcome, outcome.kind === 'unknown' ? outcome.cause : undefined);
    } catch (error) {
      // The caller is told what became of it all the same, and the journal goes on trying.
      this.#warn(error);
    }
    return outcome;
  }

  /** Sends a lead, once. No caller can cancel it. */
  async #sent(lead: CheckedLead, altered: Altered): Promise<Ending> {
    const { client, user, pass } = this.#options;
    const { phoneNumber, listId } = lead;
    const sent: Sent = { phoneNumber, listId, user, pass: textOf(pass), altered };
    try {
      return { outcome: outcomeOf((await client.call(add_lead, lead)).model, sent) };
    } catch (error) {
      if (!(error instanceof UpstreamError)) this.#warn(error);
      const refused = nothingSentBy(error);
      if (refused) return { outcome: refused, isFree: true };
      return { outcome: unknownOutcome(sent, causeOf(error)) };
    }
  }

  #unusable(error: unknown): LeadRefused {
    this.#warn(error);
    return journalUnusable(error);
  }

  /** A code or a name, since a message may quote a lead. */
  #warn(error: unknown): void {
    const code = error instanceof Error ? ('code' in error ? String(error.code) : error.name) : 'unknown';
    // A journal's message names its file and what is wrong with it.
    const journal = error instanceof JournalError ? { journal: error.message } : {};
    this.#options.log.warn({ code, ...journal }, 'adding a lead failed inside this server');
  }
}

type Altered = ReadLead['altered'];

/** How an add ended. */
interface Ending {
  readonly outcome: LeadOutcome;
  /** True if the dialer never looked at it: its key may be used again. */
  readonly isFree?: boolean;
}

/** What the journal notes of an add. A blank key is none. */
const notedAdd = (
  { lead }: ReadLead,
  { lead: input, caller, idempotencyKey }: AddLeadRequest,
  { zone }: LeadTerms,
): NotedAdd => ({
  caller,
  key: isBlank(idempotencyKey) ? undefined : idempotencyKey,
  input,
  lead: asFirstVersion(input, zone) ?? null,
  listId: lead.listId,
  vendorLeadCode: lead.vendorLeadCode,
});
