import { UpstreamError, UpstreamTimeout, UpstreamUnavailable } from '../upstream/errors.ts';
import { refusalFrom, type LeadRefused } from './refusal.ts';
import { addedValues, isId, isSame, isSameList } from './addedLine.ts';
import { noticeText, reasonIn } from './notices.ts';
import { DEFAULT_LIST, type Sent } from './sent.ts';
import type { AlteredText } from './readLead.ts';
import type { LeadLine } from '../upstream/dialer/lead/leads.ts';
import type { DuplicateMatch, DuplicateScope } from '../upstream/dialer/lead/leadToAdd.ts';

export interface LeadAdded {
  readonly kind: 'added';
  readonly leadId: string;
  readonly phoneNumber: string;
  readonly listId: string;
  readonly gmtOffset: number | null;
  readonly hopper: {
    readonly added: boolean;
    readonly hopperId: string | null;
    readonly reason: string | null;
  } | null;
  /** `callbackAt` is the dialer's naive local time. */
  readonly callback: {
    readonly scheduled: boolean;
    readonly callbackAt: string | null;
    readonly reason: string | null;
  } | null;
  readonly customFieldsAdded: boolean | null;
  readonly altPhonesLoaded: number | null;
  /** False if the dialer has no NANPA data and so skipped a check; null = it reported nothing. */
  readonly nanpaChecked: boolean | null;
  readonly notices: readonly string[];
  /** Texts that the dialer stores in another form than they were sent. */
  readonly altered: readonly AlteredText[];
}

export interface LeadDuplicate {
  readonly kind: 'duplicate';
  readonly message: string;
  readonly match: DuplicateMatch;
  readonly scope: DuplicateScope;
  readonly existingLeadId: string | null;
  readonly existingListId: string | null;
  /** The dialer's naive local time; null if it does not say. */
  readonly existingEntryDate: string | null;
}

export interface LeadUnknown {
  readonly kind: 'unknown';
  readonly message: string;
  /** Why it is unknown: one sentence that names no person. */
  readonly cause: string;
  readonly phoneNumber: string;
  readonly listId: string | null;
}

/** The outcome of an add. */
export type LeadOutcome = LeadAdded | LeadDuplicate | LeadRefused | LeadUnknown;

/** The outcome of a lead, as the lines of an add_lead answer give it. */
export function outcomeOf(lines: readonly LeadLine[], sent: Sent): LeadOutcome {
  const added = lines.find(
    ({ level, topic }) => level === 'SUCCESS' && topic.startsWith('LEAD HAS BEEN ADDED'),
  );
  if (added) return addedFrom(added, lines, sent);
  const error = lines.find(({ level }) => level === 'ERROR');
  if (error) return duplicateFrom(error, sent) ?? refusalFrom(error);
  return unknownOutcome(sent, 'The dialer did not say whether it added the lead.');
}

const WAY_OUT =
  'The lead may or may not be in the dialer. To add it safely, wait a minute and send it with a new idempotencyKey and duplicateChecks: [{match: PHONE, scope: SYSTEM}]. If it is in the dialer, the answer is DuplicateLead. If unresolvedLeads lists this lead, settle it with resolveLead afterwards.';

/**
 * The outcome of a lead that was sent, and of which it is not known whether it was added.
 *
 * @param cause a sentence without personal data
 */
export const unknownOutcome = (
  { phoneNumber, listId }: { readonly phoneNumber: string; readonly listId?: string | undefined },
  cause: string,
): LeadUnknown => ({
  kind: 'unknown',
  message: `${cause} ${WAY_OUT}`,
  cause,
  phoneNumber,
  listId: listId ?? null,
});

/** True for the error of a sent add of whose answer no part came: the dialer may still be processing it. */
export const isUnanswered = (error: unknown): boolean =>
  error instanceof UpstreamTimeout ||
  (error instanceof UpstreamUnavailable && error.cause !== undefined && error.concernsAll);

/** The reason why the outcome of a lead is unknown, as far as an upstream's error shows it. */
export function causeOf(error: unknown): string {
  // Its message says that no connection came about; here one did.
  const isLost = error instanceof UpstreamUnavailable && error.cause !== undefined;
  return error instanceof UpstreamError && !isLost
    ? error.message
    : 'The lead was sent, and no complete answer came back.';
}

// ------------------------------------------------------------------------------------------------------- added

function addedFrom(line: LeadLine, lines: readonly LeadLine[], sent: Sent): LeadOutcome {
  const values = addedValues(line, sent);
  if (!values) {
    const cause = 'The lead was added, but its id could not be told from the dialer’s answer.';
    return {
      ...unknownOutcome(sent, cause),
      message: `${cause} Do not add it again. Look up its id in the dialer, and settle it with resolveLead.`,
    };
  }
  const { leadId, listId, gmtOffset } = values;
  return {
    kind: 'added',
    leadId,
    phoneNumber: sent.phoneNumber,
    listId,
    gmtOffset,
    hopper: hopperFrom(lines, leadId, sent),
    callback: callbackFrom(lines, sent),
    customFieldsAdded: customFieldsFrom(lines),
    altPhonesLoaded: altPhonesFrom(lines),
    nanpaChecked: noticed(lines, 'NANPA options disabled') ? false : null,
    // Other lines are not read: they may be a web page, or a fault of PHP that quotes SQL.
    notices: lines
      .filter((other) => other !== line && other.level !== 'OTHER')
      .map((notice) => noticeText(notice, sent)),
    altered: sent.altered,
  };
}

const noticed = (lines: readonly LeadLine[], topic: string): LeadLine | undefined =>
  lines.find((line) => line.level === 'NOTICE' && line.topic.startsWith(topic));

function hopperFrom(lines: readonly LeadLine[], leadId: string, sent: Sent): LeadAdded['hopper'] {
  const added = noticed(lines, 'ADDED TO HOPPER');
  if (added) {
    // phone|user|lead|hopper in the documents, phone|lead|hopper|user on the ancestor: it follows the lead.
    const [, second, third, fourth] = added.values;
    const reading = [
      { lead: third, hopperId: fourth, by: second },
      { lead: second, hopperId: third, by: fourth },
    ].find(
      ({ lead, by }) => lead === leadId && by !== undefined && (second !== third || isSame(by, sent.user)),
    );
    const hopperId = reading?.hopperId;
    return { added: true, hopperId: isId(hopperId) ? hopperId : null, reason: null };
  }
  const refused = noticed(lines, 'NOT ADDED TO HOPPER');
  return refused ? { added: false, hopperId: null, reason: reasonIn(refused, sent) } : null;
}

function callbackFrom(lines: readonly LeadLine[], sent: Sent): LeadAdded['callback'] {
  const added = noticed(lines, 'SCHEDULED CALLBACK ADDED');
  if (added) {
    return { scheduled: true, callbackAt: localTimeIn(added), reason: null };
  }
  const refused = noticed(lines, 'SCHEDULED CALLBACK NOT ADDED');
  return refused ? { scheduled: false, callbackAt: null, reason: reasonIn(refused, sent) } : null;
}

const LOCAL_TIME = /^\d{4}-\d{2}-\d{2}[ +]\d{2}:\d{2}:\d{2}$/;

/** The time among a line's values; null if there is none that a calendar has (0000-00-00). */
function localTimeIn({ values }: LeadLine): string | null {
  const local = values.find((value) => LOCAL_TIME.test(value))?.replace('+', ' ');
  if (local === undefined) return null;
  const instant = new Date(`${local.replace(' ', 'T')}Z`);
  const isReal = !Number.isNaN(instant.getTime()) && instant.toISOString().startsWith(local.slice(0, 10));
  return isReal && !local.startsWith('0000') ? local : null;
}

function customFieldsFrom(lines: readonly LeadLine[]): boolean | null {
  if (noticed(lines, 'CUSTOM FIELDS VALUES ADDED')) return true;
  return noticed(lines, 'CUSTOM FIELDS NOT ADDED') ? false : null;
}

function altPhonesFrom(lines: readonly LeadLine[]): number | null {
  const loaded = noticed(lines, 'MULTI-ALT-PHONE NUMBERS LOADED')?.values[0];
  return isId(loaded) ? Number(loaded) : null;
}

// --------------------------------------------------------------------------------------------------- duplicate

const SCOPES: readonly (readonly [RegExp, DuplicateScope])[] = [
  [/IN LIST$/, 'LIST'],
  [/IN CAMPAIGN/, 'CAMPAIGN'],
  [/IN SYSTEM$/, 'SYSTEM'],
];

const SAME: Readonly<Record<DuplicateMatch, string>> = {
  PHONE: 'phone number',
  PHONE_OR_ALT_PHONE: 'phone number or second number',
  TITLE_AND_ALT_PHONE: 'title and second number',
  NAME_AND_PHONE: 'name and phone number',
};
const WHERE: Readonly<Record<DuplicateScope, string>> = {
  LIST: 'the list',
  CAMPAIGN: 'the campaign',
  SYSTEM: 'the system',
};

/** How many values stand before the list's id: the number, title and number, or both names and the number. */
const BEFORE_LIST = { PHONE: 1, TITLE_AND_ALT_PHONE: 2, NAME_AND_PHONE: 3 } as const;

/** `phone|list|lead[|lead's list][|PHONE or ALT]`, with title|alt or first|last|phone in front in their variants. */
function duplicateFrom(line: LeadLine, sent: Sent): LeadDuplicate | null {
  const { topic, values } = line;
  if (!topic.startsWith('DUPLICATE')) return null;
  const by = topic.includes('TITLE')
    ? 'TITLE_AND_ALT_PHONE'
    : topic.includes('NAME')
      ? 'NAME_AND_PHONE'
      : 'PHONE';
  const scope = SCOPES.find(([pattern]) => pattern.test(topic))?.[1] ?? 'SYSTEM';
  // A title or a name may hold a bar of its own: then the list stands further behind.
  const sentList = sent.listId ?? DEFAULT_LIST;
  const list = values.findIndex((value, index) => index >= BEFORE_LIST[by] && isSameList(value, sentList));
  const [askedList, foundId, leadList] = values.slice(list === -1 ? BEFORE_LIST[by] : list);
  // In a campaign and in the system the lead's list follows; without it the line is cut, and its last id may be too.
  const leadId = scope === 'LIST' || leadList !== undefined ? foundId : undefined;
  const isAltCheck = by === 'PHONE' && values.slice(3).some((value) => value === 'PHONE' || value === 'ALT');
  // Within one list, the lead's list is the list itself and is not repeated.
  const listId = isId(leadList) ? leadList : scope === 'LIST' ? askedList : undefined;
  return {
    kind: 'duplicate',
    message: `The dialer has this lead already: the same ${SAME[isAltCheck ? 'PHONE_OR_ALT_PHONE' : by]} in ${WHERE[scope]}.`,
    match: isAltCheck ? 'PHONE_OR_ALT_PHONE' : by,
    scope,
    existingLeadId: isId(leadId) ? leadId : null,
    existingListId: isId(listId) ? listId : null,
    existingEntryDate: localTimeIn(line),
  };
}

/** The outcome of a key whose lead a person found in the dialer. */
export const resolvedOutcome = (
  { phoneNumber, listId }: { readonly phoneNumber: string; readonly listId?: string | undefined },
  leadId: string,
): LeadAdded => ({
  kind: 'added',
  leadId,
  phoneNumber,
  listId: listId ?? DEFAULT_LIST,
  gmtOffset: null,
  hopper: null,
  callback: null,
  customFieldsAdded: null,
  altPhonesLoaded: null,
  nanpaChecked: null,
  notices: [],
  altered: [],
});
