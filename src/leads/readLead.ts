import { z } from 'zod';
import { readLeadPhone, type Home } from '../upstream/dialer/lead/leadPhone.ts';
import { storedText, withoutLineBreaks, type KeepsAccents } from '../upstream/dialer/lead/leadText.ts';
import { leadToAdd, type CheckedLead } from '../upstream/dialer/lead/leadToAdd.ts';
import type { Zone } from '../upstream/wire/zone.ts';

/** What the reading of a lead depends on. */
export interface LeadTerms {
  /** The zone of the dialer's naive times. */
  readonly zone: Zone;
  readonly home: Home;
  readonly keepsAccents: KeepsAccents;
}

/** A text that the dialer stores in another form than it was sent. */
export interface AlteredText {
  /** The input field, as the caller knows it: `address.line1`. */
  readonly field: string;
  readonly sent: string;
  readonly stored: string;
}

/** An input field that no lead can be added with, and why. */
export interface LeadFault {
  readonly field: string;
  readonly message: string;
}

/** A lead that can be sent, as far as the input alone tells. */
export interface ReadLead {
  readonly lead: CheckedLead;
  readonly altered: readonly AlteredText[];
  /** When to call back, if the caller named a time. */
  readonly callbackAt: Date | undefined;
}

/** Texts that the dialer stores; a field of a list's items stands for each of them. */
const TEXTS: ReadonlySet<string> = new Set(
  `source vendorLeadCode sourceId title firstName middleInitial lastName email securityPhrase comments owner
  address.line1 address.line2 address.line3 address.city address.province address.postalCode
  callback.status callback.username callback.comments multiAltPhones.note customFields.value`.split(/\s+/),
);

/** Texts whose line breaks are sent as blanks. */
const OF_SEVERAL_LINES: ReadonlySet<string> = new Set([
  'comments',
  'callback.comments',
  'customFields.value',
]);

/** A next line (U+0085) is a line break too, though JavaScript counts it as no blank. */
const BLANK = /^[\s\u0085]*$/;

/** A text that may be empty: it empties the field. */
const MAY_BE_EMPTY = 'customFields.value';

const numbered = z.looseObject({ phoneNumber: z.string().optional(), phoneCode: z.string().optional() });

/** The fields that are read here; of the others only `leadToAdd` knows. */
const given = numbered.extend({
  listId: z.string().optional(),
  entryListId: z.string().optional(),
  altPhoneNumber: z.string().optional(),
  multiAltPhones: z.array(numbered).optional(),
  callback: z.looseObject({ at: z.union([z.date(), z.string()]).optional() }).optional(),
});
type Given = z.output<typeof given>;

/**
 * Reads a lead as a caller gave it: blank texts are not given, phone numbers and list ids may be spelled in any way, and
 * line breaks become blanks in texts that may have some.
 *
 * @param input the lead; `callback.at` is a Date, or a naive local time
 * @returns the lead as it can be sent, or all that is wrong with it
 */
export function readLead(
  input: unknown,
  terms: LeadTerms,
): ReadLead | { readonly faults: readonly LeadFault[] } {
  const loose = given.safeParse(withoutBlanks(input, ''));
  if (!loose.success) return { faults: faultsIn(loose.error.issues) };
  const faults: LeadFault[] = [];
  const spelled = withPhones(loose.data, terms, faults);
  const { callback, listId, entryListId } = spelled;
  const at = callback?.at;
  const checked = leadToAdd.safeParse({
    ...spelled,
    listId: withoutZeros(listId),
    entryListId: withoutZeros(entryListId),
    callback: callback && { ...callback, at: at instanceof Date ? localTime(at, terms.zone, faults) : at },
  });
  const altered = alteredTexts(input, terms.keepsAccents);
  if (altered.some(({ field }) => field === 'email')) {
    faults.push({ field: 'email', message: 'has a character that the dialer would leave out of it' });
  }
  // A number that was not read fails its own rules, too: one reason is enough.
  const known = new Set(faults.map(({ field }) => field));
  const others = checked.success
    ? []
    : faultsIn(checked.error.issues).filter(({ field }) => !known.has(field));
  if (!checked.success || faults.length > 0) return { faults: [...faults, ...others] };
  return { lead: checked.data, altered, callbackAt: at instanceof Date ? at : undefined };
}

const faultsIn = (
  issues: readonly { readonly path: PropertyKey[]; readonly message: string }[],
): LeadFault[] => issues.map(({ path, message }) => ({ field: path.join('.'), message }));

/** The place of a value, without the places in lists: `customFields.0.value` → `customFields.value`. */
const kindOf = (path: string): string => path.replaceAll(/\.\d+(?=\.|$)/g, '');

const below = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`);

const isPlain = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);

/** A value without what is null or blank in it; texts of several lines in one. */
function withoutBlanks(value: unknown, path: string): unknown {
  if (typeof value === 'string') return OF_SEVERAL_LINES.has(kindOf(path)) ? withoutLineBreaks(value) : value;
  if (Array.isArray(value))
    return value.map((item, index) => withoutBlanks(item, below(path, String(index))));
  if (!isPlain(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name, member]) => isGiven(member, below(path, name)))
      .map(([name, member]) => [name, withoutBlanks(member, below(path, name))]),
  );
}

const isGiven = (value: unknown, path: string): boolean =>
  value !== null &&
  value !== undefined &&
  (typeof value !== 'string' || !BLANK.test(value) || kindOf(path) === MAY_BE_EMPTY);

/** A list's id as the dialer prints it, which is as a number. */
const withoutZeros = (listId: string | undefined): string | undefined => listId?.replace(/^0+(?=\d)/, '');

/** A calling code without its prefix: "+1" and "001" are 1. None begins with 0. */
const codeOf = (code: string | undefined): string | undefined => code?.replace(/^\+|^0+(?=[1-9])/, '');

function withPhones(lead: Given, { home }: LeadTerms, faults: LeadFault[]): Given {
  const read = (
    { phoneNumber, phoneCode }: z.output<typeof numbered>,
    path: string,
  ): { readonly phoneNumber?: string | undefined; readonly phoneCode?: string | undefined } => {
    if (phoneNumber === undefined) return { phoneNumber, phoneCode };
    const phone = readLeadPhone(phoneNumber, codeOf(phoneCode), home);
    if ('phoneNumber' in phone) return phone;
    faults.push({ field: below(path, 'phoneNumber'), message: phone.fault });
    if (phone.isContradiction) faults.push({ field: below(path, 'phoneCode'), message: phone.fault });
    return { phoneNumber, phoneCode };
  };
  const main = read(lead, '');
  return {
    ...lead,
    ...main,
    altPhoneNumber: lead.altPhoneNumber && altPhone(lead.altPhoneNumber, main.phoneCode, home, faults),
    multiAltPhones: lead.multiAltPhones?.map((one, index) => ({
      ...one,
      ...read(one, `multiAltPhones.${index}`),
    })),
  };
}

/** The dialer keeps no code with a lead's second number: one of another country keeps its own in front. */
function altPhone(text: string, phoneCode: string | undefined, home: Home, faults: LeadFault[]): string {
  const national = readLeadPhone(text, phoneCode, home);
  if ('phoneNumber' in national) return national.phoneNumber;
  const own = national.isContradiction ? readLeadPhone(text, undefined, home) : national;
  if ('phoneNumber' in own) return `${own.phoneCode}${own.phoneNumber}`;
  faults.push({ field: 'altPhoneNumber', message: own.fault });
  return text;
}

/** A naive local time of the dialer's: it has one for every instant but those of the hour that is repeated. */
function localTime(at: Date, zone: Zone, faults: LeadFault[]): string {
  const local = zone.toLocal(at);
  if (zone.toEpochMs(local) !== Math.floor(at.getTime() / 1000) * 1000) {
    faults.push({
      field: 'callback.at',
      message: `lies in the hour that the clocks of ${zone.name} repeat: the dialer would take it for one hour earlier`,
    });
  }
  return local;
}

/** The texts of a lead that the dialer stores in another form, in the order of the input. */
function alteredTexts(input: unknown, keepsAccents: KeepsAccents, path = ''): AlteredText[] {
  if (typeof input === 'string') {
    const kind = kindOf(path);
    if (!TEXTS.has(kind) || !isGiven(input, path)) return [];
    const line = OF_SEVERAL_LINES.has(kind) ? withoutLineBreaks(input) : input;
    const stored = storedText(line, keepsAccents);
    return stored === input ? [] : [{ field: path, sent: input, stored }];
  }
  const members = Array.isArray(input)
    ? input.map((item, index): [string, unknown] => [String(index), item])
    : isPlain(input)
      ? Object.entries(input)
      : [];
  return members.flatMap(([name, member]) => alteredTexts(member, keepsAccents, below(path, name)));
}
