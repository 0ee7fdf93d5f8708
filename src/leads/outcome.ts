import { refusalFrom, type LeadRefused } from './refusal.ts';
import { normalizeKey } from '../upstream/wire/normalizeKey.ts';
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
  /** False if the dialer has no NANPA data, so that what was asked of it was not done; null = it said nothing. */
  readonly nanpaChecked: boolean | null;
  readonly notices: readonly string[];
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
  readonly phoneNumber: string;
  readonly listId: string | null;
}

/** What became of an add. */
export type LeadOutcome = LeadAdded | LeadDuplicate | LeadRefused | LeadUnknown;

/** What was sent: by it the answer's values are told apart. */
export interface Sent {
  readonly phoneNumber: string;
  /** Undefined = the dialer takes 999. */
  readonly listId: string | undefined;
  /** The API's own user. */
  readonly user: string;
}

const DEFAULT_LIST = '999';

/** What the lines of an add_lead answer say became of the lead. */
export function outcomeOf(lines: readonly LeadLine[], sent: Sent): LeadOutcome {
  const added = lines.find(
    ({ level, topic }) => level === 'SUCCESS' && topic.startsWith('LEAD HAS BEEN ADDED'),
  );
  if (added) return addedFrom(added, lines, sent);
  const error = lines.find(({ level }) => level === 'ERROR');
  if (error) return duplicateFrom(error, sent) ?? refusalFrom(error);
  return unknownOutcome(sent, 'The dialer did not say whether it added the lead.');
}

/** The outcome nobody can know: never to be retried blindly. */
export const unknownOutcome = (sent: Omit<Sent, 'user'>, why: string): LeadUnknown => ({
  kind: 'unknown',
  message: `${why} It may or may not be in the dialer: look before you add it again.`,
  phoneNumber: sent.phoneNumber,
  listId: sent.listId ?? null,
});

// ------------------------------------------------------------------------------------------------------- added

const isId = (value: string | undefined): value is string => value !== undefined && /^\d+$/.test(value);
const isOffset = (value: string | undefined): boolean =>
  /^-?\d{1,2}(\.\d+)?$/.test(value ?? '') && Math.abs(Number(value)) <= 14;
const isSame = (a: string | undefined, b: string): boolean =>
  a !== undefined && normalizeKey(a) === normalizeKey(b);

/**
 * The documents give phone|user|list|lead|gmt, the ancestor phone|list|lead|gmt|user. What was sent tells them apart;
 * null if it fits both, or neither, and where the line is cut short: the last value's rest may be missing.
 */
function addedValues(
  values: readonly string[],
  sent: Sent,
): { listId: string; leadId: string; gmt: string } | null {
  const [, second, third, fourth, fifth] = values;
  if (fifth === undefined) return null;
  // Where both places hold the list's id, the user or the lead has the same one: then only the user tells, who may be
  // cut short and look like an offset.
  const isToldByList = second !== third;
  const list = sent.listId ?? DEFAULT_LIST;
  const readings = [
    { listId: third, leadId: fourth, gmt: fifth, user: second },
    { listId: second, leadId: third, gmt: fourth, user: fifth },
  ].filter(
    ({ listId, leadId, gmt, user }) =>
      isSame(listId, list) &&
      isId(leadId) &&
      isOffset(gmt) &&
      (isToldByList || (isSame(user, sent.user) && !isOffset(leadId))),
  );
  const [only, ...others] = readings;
  if (!only || others.length > 0 || !isId(only.leadId)) return null;
  return { listId: only.listId ?? list, leadId: only.leadId, gmt: only.gmt ?? '' };
}

function addedFrom(line: LeadLine, lines: readonly LeadLine[], sent: Sent): LeadOutcome {
  const values = addedValues(line.values, sent);
  if (!values) {
    return {
      ...unknownOutcome(sent, ''),
      message:
        'The lead was added, but its id could not be told from the dialer’s answer. Do not add it again.',
    };
  }
  const { leadId, listId, gmt } = values;
  const gmtOffset = Number(gmt);
  return {
    kind: 'added',
    leadId,
    phoneNumber: sent.phoneNumber,
    listId,
    gmtOffset: Number.isFinite(gmtOffset) ? gmtOffset : null,
    hopper: hopperFrom(lines, leadId, sent),
    callback: callbackFrom(lines),
    customFieldsAdded: customFieldsFrom(lines),
    altPhonesLoaded: altPhonesFrom(lines),
    nanpaChecked: noticed(lines, 'NANPA options disabled') ? false : null,
    // What is neither SUCCESS, NOTICE nor ERROR is nobody's word to us: a page, a fault of PHP's that quotes SQL.
    notices: lines
      .filter((other) => other !== line && other.level !== 'OTHER')
      .map((notice) => noticeText(notice, sent)),
  };
}

/** The line as a person can read it, without the API's own user. */
const noticeText = ({ topic, values }: LeadLine, { user }: Sent): string => {
  const shown = values.filter((value) => !isSame(value, user));
  return shown.length > 0 ? `${topic} - ${shown.join('|')}` : topic;
};

const noticed = (lines: readonly LeadLine[], topic: string): LeadLine | undefined =>
  lines.find((line) => line.level === 'NOTICE' && line.topic.startsWith(topic));

/** "NOT ADDED TO HOPPER, OUTSIDE OF LOCAL TIME" → "OUTSIDE OF LOCAL TIME". */
const reasonIn = ({ topic }: LeadLine): string | null => topic.split(/,\s*/).slice(1).join(', ') || null;

function hopperFrom(lines: readonly LeadLine[], leadId: string, { user }: Sent): LeadAdded['hopper'] {
  const added = noticed(lines, 'ADDED TO HOPPER');
  if (added) {
    // phone|user|lead|hopper in the documents, phone|lead|hopper|user on the ancestor: it follows the lead.
    const [, second, third, fourth] = added.values;
    const reading = [
      { lead: third, hopperId: fourth, by: second },
      { lead: second, hopperId: third, by: fourth },
    ].find(({ lead, by }) => lead === leadId && by !== undefined && (second !== third || isSame(by, user)));
    const hopperId = reading?.hopperId;
    return { added: true, hopperId: isId(hopperId) ? hopperId : null, reason: null };
  }
  const refused = noticed(lines, 'NOT ADDED TO HOPPER');
  return refused ? { added: false, hopperId: null, reason: reasonIn(refused) } : null;
}

function callbackFrom(lines: readonly LeadLine[]): LeadAdded['callback'] {
  const added = noticed(lines, 'SCHEDULED CALLBACK ADDED');
  if (added) {
    return { scheduled: true, callbackAt: localTimeIn(added), reason: null };
  }
  const refused = noticed(lines, 'SCHEDULED CALLBACK NOT ADDED');
  return refused ? { scheduled: false, callbackAt: null, reason: reasonIn(refused) } : null;
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
  const list = values.indexOf(sent.listId ?? DEFAULT_LIST, BEFORE_LIST[by]);
  const [askedList, foundId, leadList] = values.slice(list === -1 ? BEFORE_LIST[by] : list);
  // In a campaign and in the system the lead's list follows; without it the line is cut, and its last id may be too.
  const leadId = scope === 'LIST' || leadList !== undefined ? foundId : undefined;
  const isAltCheck = by === 'PHONE' && values.slice(3).some((value) => value === 'PHONE' || value === 'ALT');
  // Within one list, the lead's list is the list itself and is not repeated.
  const listId = isId(leadList) ? leadList : scope === 'LIST' ? askedList : undefined;
  return {
    kind: 'duplicate',
    message: `The dialer has this lead already (${topic.toLowerCase()}).`,
    match: isAltCheck ? 'PHONE_OR_ALT_PHONE' : by,
    scope,
    existingLeadId: isId(leadId) ? leadId : null,
    existingListId: isId(listId) ? listId : null,
    existingEntryDate: localTimeIn(line),
  };
}
