import pLimit, { type LimitFunction } from 'p-limit';
import type { UpstreamClient } from '../upstream/client/client.ts';
import { add_lead } from '../upstream/dialer/lead/leads.ts';
import { leadToAdd, type LeadToAdd } from '../upstream/dialer/lead/leadToAdd.ts';
import { UpstreamError } from '../upstream/errors.ts';
import { handled } from '../upstream/promises/handled.ts';
import type { UpstreamLog } from '../upstream/client/upstreamState.ts';
import type { LeadJournal } from './journal.ts';
import { JournalError } from './journal/journalError.ts';
import type { NotedAdd } from './journal/rows.ts';
import { outcomeOf, unknownOutcome, type LeadAdded, type LeadOutcome, type Sent } from './outcome.ts';
import { closing, journalUnusable, nothingSentBy } from './notSent.ts';
import type { LeadRefused } from './refusal.ts';
import type { Resolution, UnresolvedBy, UnresolvedLead } from './unresolved.ts';

export interface LeadWriterOptions {
  readonly client: UpstreamClient;
  /** The writer closes it. */
  readonly journal: LeadJournal;
  /** The user adds are sent as. */
  readonly user: string;
  /** Adds in flight at once. */
  readonly concurrency: number;
  /** Called once for each add, whatever became of it. */
  readonly audit: (line: AuditLine) => void;
  readonly log: UpstreamLog;
}

/** Who added what, and what became of it; the number is masked but for its last four digits. */
export interface AuditLine {
  readonly action: 'add_lead';
  readonly caller: string;
  readonly phone: string;
  readonly listId: string | null;
  readonly leadId: string | null;
  readonly outcome: string;
}

/** A lead to add, as it came: nothing is known of it until it was checked. */
export interface AddLeadRequest {
  readonly lead: unknown;
  /** The caller's: the same key with the same lead gives the first outcome again. */
  readonly idempotencyKey?: string | undefined;
  /** Who asks, by the name that the audit gives. */
  readonly caller: string;
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
  async add({ lead, idempotencyKey, caller }: AddLeadRequest): Promise<LeadOutcome> {
    const checked = leadToAdd.safeParse(lead);
    const outcome = checked.success
      ? await this.#kept(
          this.#once(checked.data, {
            caller,
            key: idempotencyKey,
            input: lead,
            lead: checked.data,
            listId: checked.data.listId,
            vendorLeadCode: checked.data.vendorLeadCode,
          }).catch((error: unknown) => {
            // Without a note of it nothing may be sent. Only what comes before the sending can fail so.
            this.#warn(error);
            return journalUnusable(this.#options.journal.name, error);
          }),
        )
      : invalidInput(checked.error.issues);
    const phone = checked.data?.phoneNumber ?? '';
    this.#options.audit({
      action: 'add_lead',
      caller,
      phone: `${'*'.repeat(Math.max(0, phone.length - 4))}${phone.slice(-4)}`,
      listId: ('listId' in outcome ? outcome.listId : null) ?? checked.data?.listId ?? null,
      leadId: outcome.kind === 'added' ? outcome.leadId : null,
      outcome: outcome.kind === 'rejected' ? `rejected ${outcome.reason}` : outcome.kind,
    });
    return outcome;
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

  /** As of the journal. @throws JournalError */
  resolve(caller: string, by: UnresolvedBy, resolution: Resolution): Promise<UnresolvedLead | null> {
    return this.#options.journal.resolve(caller, by, resolution);
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
  async #once(lead: LeadToAdd, add: NotedAdd): Promise<LeadOutcome> {
    const { caller, key } = add;
    if (key === undefined) return this.#inTurn(lead, add);
    // Each caller's keys are its own: another's must neither stand in their way nor be answered with what they added.
    const running = JSON.stringify([caller, key]);
    const turn = handled(
      this.#after(this.#running.get(running), () => this.#remembered(lead, { ...add, key })),
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

  async #remembered(lead: LeadToAdd, add: NotedAdd & { readonly key: string }): Promise<LeadOutcome> {
    const known = await this.#options.journal.recall(add);
    if (known === undefined) return this.#inTurn(lead, add);
    if (known.kind === 'ended') return known.outcome;
    if (known.kind === 'resolved') return resolvedOutcome(lead, known.leadId);
    const sent = sentOf(lead, this.#options.user);
    if (known.kind === 'lost') return unknownOutcome(sent, known.cause);
    if (known.kind === 'missing') {
      // The dialer has found room for whatever was sent before this server was started, and looks for it.
      return isLookedFor(lead) ? this.#inTurn(lead, add) : unknownOutcome(sent, missingSince(known.since));
    }
    return {
      kind: 'rejected',
      reason: 'IDEMPOTENCY_KEY_REUSED',
      message: 'This idempotency key was used for another lead. Use a new key for each lead.',
      fields: ['idempotencyKey'],
    };
  }

  /** One number at a time: the dialer looks for duplicates first and inserts later. */
  async #inTurn(lead: LeadToAdd, add: NotedAdd): Promise<LeadOutcome> {
    const { phoneNumber } = lead;
    const turn = this.#byPhone.get(phoneNumber) ?? { limit: pLimit(1), waiting: 0 };
    this.#byPhone.set(phoneNumber, turn);
    turn.waiting += 1;
    try {
      return await turn.limit(() => this.#slots(() => this.#journalled(lead, add)));
    } finally {
      turn.waiting -= 1;
      if (turn.waiting === 0) this.#byPhone.delete(phoneNumber);
    }
  }

  async #journalled(lead: LeadToAdd, add: NotedAdd): Promise<LeadOutcome> {
    if (this.#isClosing) return closing;
    const { journal } = this.#options;
    const begun = await journal.begin(add);
    const { outcome, cause, isFree } = await this.#sent(lead);
    try {
      // What nobody looked at may be tried again under the same key.
      if (isFree) await journal.forget(begun);
      else await journal.end(begun, outcome, cause);
    } catch (error) {
      // The caller is told what became of it all the same, and the journal goes on trying.
      this.#warn(error);
    }
    return outcome;
  }

  /** Sends a lead, once. No caller can cancel it. */
  async #sent(lead: LeadToAdd): Promise<Ending> {
    const { client, user } = this.#options;
    const sent = sentOf(lead, user);
    try {
      const outcome = outcomeOf((await client.call(add_lead, lead)).model, sent);
      return { outcome, cause: outcome.kind === 'unknown' ? outcome.message : undefined };
    } catch (error) {
      if (!(error instanceof UpstreamError)) this.#warn(error);
      const refused = nothingSentBy(error);
      if (refused) return { outcome: refused, isFree: true };
      return { outcome: unknownOutcome(sent, UNANSWERED), cause: UNANSWERED };
    }
  }

  /** A code or a name, since a message may quote a lead. */
  #warn(error: unknown): void {
    const code = error instanceof Error ? ('code' in error ? String(error.code) : error.name) : 'unknown';
    // A journal's message names its file and what is wrong with it.
    const journal = error instanceof JournalError ? { journal: error.message } : {};
    this.#options.log.warn({ code, ...journal }, 'adding a lead failed inside this server');
  }
}

/** How an add ended. */
interface Ending {
  readonly outcome: LeadOutcome;
  /** Why nobody knows the outcome; left out if it is known. */
  readonly cause?: string | undefined;
  /** True if the dialer never looked at it: its key may be used again. */
  readonly isFree?: boolean;
}

const UNANSWERED = 'The lead was sent, and no complete answer came back.';

/** True if the dialer itself refuses the lead if it has the number. */
const isLookedFor = ({ duplicateChecks = [] }: LeadToAdd): boolean =>
  duplicateChecks.some(
    ({ match, scope, withinDays }) => match === 'PHONE' && scope === 'SYSTEM' && withinDays === undefined,
  );

const missingSince = (since: string): string =>
  `The lead journal of this server was restored, and lacks what was added since ${since}: this key may have been used.`;

/** What a key answers whose lead was found by hand. */
const resolvedOutcome = ({ phoneNumber, listId }: LeadToAdd, leadId: string): LeadAdded => ({
  kind: 'added',
  leadId,
  phoneNumber,
  listId: listId ?? '999',
  gmtOffset: null,
  hopper: null,
  callback: null,
  customFieldsAdded: null,
  altPhonesLoaded: null,
  nanpaChecked: null,
  notices: [],
});

const sentOf = (lead: LeadToAdd, user: string): Sent => ({
  phoneNumber: lead.phoneNumber,
  listId: lead.listId,
  user,
});

/** Each fault named by its field, as the caller wrote it: `address.state`, `multiAltPhones.0.phoneNumber`. */
function invalidInput(
  issues: readonly { readonly path: PropertyKey[]; readonly message: string }[],
): LeadRefused {
  const faults = issues.map(({ path, message }) => ({ field: path.join('.'), message }));
  return {
    kind: 'rejected',
    reason: 'INVALID_INPUT',
    message: faults.map(({ field, message }) => `${field}: ${message}`).join('; '),
    fields: [...new Set(faults.map(({ field }) => field))],
  };
}
