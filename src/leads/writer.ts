import pLimit, { type LimitFunction } from 'p-limit';
import type { UpstreamClient } from '../upstream/client/client.ts';
import { add_lead } from '../upstream/dialer/lead/leads.ts';
import { leadToAdd, type LeadToAdd } from '../upstream/dialer/lead/leadToAdd.ts';
import {
  UpstreamError,
  UpstreamRateLimited,
  UpstreamRefused,
  UpstreamTimeout,
  UpstreamUnauthorized,
  UpstreamUnavailable,
} from '../upstream/errors.ts';
import { handled } from '../upstream/promises/handled.ts';
import type { UpstreamLog } from '../upstream/client/upstreamState.ts';
import type { LeadJournal } from './journal.ts';
import { outcomeOf, unknownOutcome, type LeadOutcome, type Sent } from './outcome.ts';
import type { LeadRefused } from './refusal.ts';

export interface LeadWriterOptions {
  readonly client: UpstreamClient;
  /** Opened when the first lead is added: a server nobody writes through needs none. */
  readonly openJournal: () => LeadJournal;
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
  #journal: LeadJournal | undefined;
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
          this.#once(checked.data, keyOf(caller, idempotencyKey)).catch((error: unknown) =>
            this.#notNoted(error),
          ),
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
  async #once(lead: LeadToAdd, key: string | undefined): Promise<LeadOutcome> {
    if (key === undefined) return this.#inTurn(lead, undefined);
    const turn = handled(this.#after(this.#running.get(key), () => this.#remembered(lead, key)));
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

  async #remembered(lead: LeadToAdd, key: string): Promise<LeadOutcome> {
    const known = this.#openJournal().recall(key, lead);
    if (known === undefined) return this.#inTurn(lead, key);
    if (known.kind === 'ended') return known.outcome;
    if (known.kind === 'lost') {
      return unknownOutcome(
        sentOf(lead, this.#options.user),
        'The server stopped while the lead was being sent.',
      );
    }
    return {
      kind: 'rejected',
      reason: 'IDEMPOTENCY_KEY_REUSED',
      message: 'This idempotency key was used for another lead. Use a new key for each lead.',
      fields: ['idempotencyKey'],
    };
  }

  /** One number at a time: the dialer looks for duplicates first and inserts later. */
  async #inTurn(lead: LeadToAdd, key: string | undefined): Promise<LeadOutcome> {
    const { phoneNumber } = lead;
    const turn = this.#byPhone.get(phoneNumber) ?? { limit: pLimit(1), waiting: 0 };
    this.#byPhone.set(phoneNumber, turn);
    turn.waiting += 1;
    try {
      return await turn.limit(() => this.#slots(() => this.#journalled(lead, key)));
    } finally {
      turn.waiting -= 1;
      if (turn.waiting === 0) this.#byPhone.delete(phoneNumber);
    }
  }

  async #journalled(lead: LeadToAdd, key: string | undefined): Promise<LeadOutcome> {
    if (this.#isClosing) return closing;
    const journal = this.#openJournal();
    const entry = journal.begin(key, lead);
    const outcome = await this.#sent(lead);
    try {
      // What nobody looked at may be tried again under the same key.
      if (outcome === notSent || outcome === notPermitted) journal.forget(entry);
      else journal.end(entry, outcome, key, lead);
    } catch (error) {
      // The caller is told what became of it all the same. Under the same key it is UNKNOWN from now on.
      this.#warn(error);
    }
    return outcome;
  }

  /** Sends a lead, once. No caller can cancel it. */
  async #sent(lead: LeadToAdd): Promise<LeadOutcome> {
    const { client, user } = this.#options;
    const sent = sentOf(lead, user);
    try {
      return outcomeOf((await client.call(add_lead, lead)).model, sent);
    } catch (error) {
      if (!(error instanceof UpstreamError)) this.#warn(error);
      if (error instanceof UpstreamUnauthorized || error instanceof UpstreamRefused) return notPermitted;
      const isUnanswered =
        error instanceof UpstreamUnavailable ||
        error instanceof UpstreamTimeout ||
        error instanceof UpstreamRateLimited;
      if (isUnanswered && !error.sent) return notSent;
      return unknownOutcome(sent, 'The lead was sent, and no complete answer came back.');
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
const keyOf = (caller: string, key: string | undefined): string | undefined =>
  key === undefined ? undefined : JSON.stringify([caller, key]);

const sentOf = (lead: LeadToAdd, user: string): Sent => ({
  phoneNumber: lead.phoneNumber,
  listId: lead.listId,
  user,
});

const notSent: LeadRefused = {
  kind: 'rejected',
  reason: 'OTHER',
  message: 'The dialer could not be reached. Nothing was sent: try again.',
  fields: [],
};

const closing: LeadRefused = {
  kind: 'rejected',
  reason: 'OTHER',
  message: 'This server is closing. Nothing was sent: try again.',
  fields: [],
};

const notNoted: LeadRefused = {
  kind: 'rejected',
  reason: 'OTHER',
  message: 'The lead journal of this server cannot be written. Nothing was sent: see LEAD_JOURNAL.',
  fields: [],
};

const notPermitted: LeadRefused = {
  kind: 'rejected',
  reason: 'NOT_PERMITTED',
  message:
    "The dialer does not let this server's account add leads. Check LEADS_USER and LEADS_PASS, then restart it.",
  fields: [],
};

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
