/**
 * The cells of the wire: how each kind of value is read into one normal form.
 *
 * The upstreams send numbers as numbers or as strings, by column type; "", null, "0" and an absent member all mean
 * "nothing"; booleans are Y/N, 1/0 or TRUE/FALSE; text contains HTML. A value of another kind ("abc" for a count, an
 * object for a text) does not fit: it becomes null, and its answer has a gap.
 */
import { cell, identity, MISFIT, type Misfit } from './cell.ts';
import { plainText } from './plainText.ts';

const isNothing = (value: unknown): value is null | undefined | '' =>
  value === null || value === undefined || value === '';

const readText = (value: unknown): string | null | Misfit => {
  if (isNothing(value)) return null;
  if (typeof value === 'string') return plainText(value) || null;
  // Beyond 2^53 a number has lost digits.
  if (typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value)) return MISFIT;
  // PHP prints false for a failed query, so a boolean is never a text.
  return typeof value === 'number' ? String(value) : MISFIT;
};

const readNumber = (value: unknown): number | null | Misfit => {
  if (typeof value === 'number') return Number.isFinite(value) ? value : MISFIT;
  if (isNothing(value)) return null;
  if (typeof value !== 'string') return MISFIT;
  const digits = value.trim();
  if (digits === '') return null;
  // PHP's number_format groups thousands with commas.
  const ungrouped = /^-?\d{1,3}(,\d{3})+(\.\d+)?$/.test(digits) ? digits.replaceAll(',', '') : digits;
  if (!/^-?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(ungrouped)) return MISFIT;
  const number = Number(ungrouped);
  return Number.isFinite(number) ? number : MISFIT;
};

// GraphQL's Int has 32 bits. A larger number would fail much later, far from its cause.
const INT_MAX = 2_147_483_647;

const readInt = (value: unknown): number | null | Misfit => {
  const number = readNumber(value);
  if (number === null || number === MISFIT) return number;
  const rounded = Math.round(number);
  return Math.abs(rounded) <= INT_MAX ? rounded : MISFIT;
};

const readCount = (value: unknown): number | null | Misfit => {
  const number = readInt(value);
  return typeof number === 'number' && number < 0 ? MISFIT : number;
};

const CLOCK = /^\s*(?:(\d{1,6}):)?(\d{1,2}):(\d{2})(?:\.\d+)?\s*$/;

const readSeconds = (value: unknown): number | null | Misfit => {
  if (typeof value !== 'string' || !value.includes(':')) return readCount(value);
  const [, hours = 0, minutes, seconds] = CLOCK.exec(value) ?? [];
  if (minutes === undefined) return readCount(value);
  return readCount(Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds));
};

const DAY_SECONDS = 24 * 60 * 60;

const readLength = (value: unknown): number | null | Misfit => {
  const length = readSeconds(value);
  return typeof length === 'number' && length > DAY_SECONDS ? MISFIT : length;
};

const TRUE_WORDS = new Set(['Y', 'YES', '1', 'TRUE', 'T', 'ON', 'ENABLED', 'ACTIVE']);
const FALSE_WORDS = new Set([
  'N',
  'NO',
  '0',
  'FALSE',
  'F',
  'OFF',
  'DISABLED',
  'NOT_ACTIVE',
  'INACTIVE',
  'NONE',
]);

const readFlag = (value: unknown): boolean | null | Misfit => {
  if (isNothing(value)) return null;
  if (typeof value === 'boolean') return value;
  if (typeof value !== 'string' && typeof value !== 'number') return MISFIT;
  const word = String(value).trim().toUpperCase();
  if (word === '') return null;
  if (TRUE_WORDS.has(word)) return true;
  if (FALSE_WORDS.has(word)) return false;
  // Some switches have levels (agentcall_manual goes to 5). A longer number or another word is neither yes nor no.
  return /^[2-9]$/.test(word) ? true : MISFIT;
};

/** Text without HTML, entities and surrounding blanks; nothing = null. Numbers become strings. */
export const text = cell('text', readText, 'texts');

/** A text that identifies a row. Numbers become strings, so that 14-digit ids keep their digits. */
export const key = identity({ ...text, expected: 'an identity' });

/** The id of another record, as text; nothing and "0" = null. */
export const reference = cell(
  'an id',
  (value) => {
    const result = readText(value);
    return result === '0' ? null : result;
  },
  'texts',
);

/** A whole number of at most 32 bits (a fraction is rounded); nothing = null. */
export const int = cell('a whole number', readInt, 'numbers');

/** A count: a whole number, 0 or more; nothing = null, never 0. */
export const count = cell('a count', readCount, 'numbers');

/** A number; nothing = null. */
export const float = cell('a number', readNumber, 'numbers');

/** A figure with fractions that cannot be negative, such as an average count; nothing = null. */
export const amount = cell('a number, 0 or more', (value) => {
  const number = readNumber(value);
  return typeof number === 'number' && number < 0 ? MISFIT : number;
});

/** "87%" or 87 → 87; nothing = null. */
export const percent = cell('a percentage', (value) =>
  readNumber(typeof value === 'string' ? value.replace(/%\s*$/, '') : value),
);

/** Whole seconds, 0 or more, from 34, "34" or "00:00:47": a sum over a period, without upper limit; nothing = null. */
export const seconds = cell('seconds or HH:MM:SS', readSeconds, 'numbers');

/** One duration in whole seconds: as `seconds`, but at most 24 hours. */
export const length = cell('seconds or HH:MM:SS, at most 24 hours', readLength, 'numbers');

/** An average duration in seconds, with fractions: 0 or more, and at most 24 hours. */
export const averageLength = cell('seconds, at most 24 hours', (value) => {
  const number = readNumber(value);
  return typeof number === 'number' && (number < 0 || number > DAY_SECONDS) ? MISFIT : number;
});

/** Y/N, 1/0, TRUE/FALSE; nothing = null. */
export const flag = cell('yes or no', readFlag);

const CANONICAL_TIME = /^\d{4}-\d{2}-\d{2} (?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d$/;
const WRITTEN_TIME = /^(\d{4}-\d{2}-\d{2})(?:[ T+]((?:[01]\d|2[0-3]):[0-5]\d)(:[0-5]\d)?(?:\.\d+)?)?$/;

const readLocalTime = (value: unknown): string | null | Misfit => {
  if (isNothing(value) || value === 0 || value === '0') return null;
  if (typeof value !== 'string') return MISFIT;
  if (CANONICAL_TIME.test(value) && isRealDay(value.slice(0, 10))) return value;
  const written = plainText(value);
  if (written === '') return null;
  const [, date, hoursAndMinutes = '00:00', secondsPart = ':00'] = WRITTEN_TIME.exec(written) ?? [];
  if (date === undefined) return MISFIT;
  if (date === '0000-00-00') return null;
  return isRealDay(date) ? `${date} ${hoursAndMinutes}${secondsPart}` : MISFIT;
};

const readDay = (value: unknown): string | null | Misfit => {
  const result = readLocalTime(value);
  return typeof result === 'string' ? result.slice(0, 10) : result;
};

/**
 * A naive local time `YYYY-MM-DD HH:MM:SS` of the upstream's own zone; nothing and MySQL's 0000-00-00 = null.
 * `upstream/wire/zone.ts` turns it into an instant.
 */
export const localTime = cell('a time YYYY-MM-DD HH:MM:SS', readLocalTime, 'times');

const AMERICAN_TIME = /^(\d{2})\/(\d{2})\/(\d{2}) (\d{2}:\d{2}:\d{2})$/;

const readAmericanTime = (value: unknown): string | null | Misfit => {
  const written = readText(value);
  if (typeof written !== 'string') return written;
  const [, month, date, year, time] = AMERICAN_TIME.exec(written) ?? [];
  return month === undefined ? MISFIT : readLocalTime(`20${year}-${month}-${date} ${time}`);
};

/** "10/31/22 23:07:20" (MM/DD/YY) → `2022-10-31 23:07:20`, still a naive local time; nothing = null. */
export const americanTime = cell('a time MM/DD/YY HH:MM:SS', readAmericanTime);

/** A calendar day `YYYY-MM-DD`; nothing and 0000-00-00 = null. */
export const day = cell('a day YYYY-MM-DD', readDay);

/** HHMM as a number (700, 2400): kept as the number; nothing = null. */
export const clock = cell('a time HHMM', (value) => {
  const result = readInt(value);
  if (result === null || result === MISFIT) return result;
  return result >= 0 && result <= 2400 && result % 100 < 60 ? result : MISFIT;
});

const isIndex = (name: string): boolean => /^\d+$/.test(name);

const readWords = (value: unknown): string[] | null | Misfit => {
  if (value === null || value === undefined) return null;
  if (Array.isArray(value)) {
    const items = value.map(readText);
    if (items.includes(MISFIT)) return MISFIT;
    return items.filter((item): item is string => typeof item === 'string');
  }
  // PHP prints a list with gaps as an object of numbered members.
  if (isObject(value)) return Object.keys(value).every(isIndex) ? readWords(Object.values(value)) : MISFIT;
  if (typeof value !== 'string') return MISFIT;
  const listed = plainText(value);
  return listed
    .split(listed.includes('|') ? '|' : listed.includes(',') ? ',' : /\s+/)
    .map((word) => word.trim())
    .filter((word) => word !== '' && word !== '-');
};

/**
 * A list inside one string: " A B C -" (blanks, closed by a dash), "A, B" or "|A|B|" (so that a name may hold
 * blanks). A JSON array is returned as it is. "" = [], null = null.
 */
export const words = cell('a list', readWords);

// A cache: a report has few days and many rows.
const REAL_DAYS = new Map<string, boolean>();

function isRealDay(date: string): boolean {
  const known = REAL_DAYS.get(date);
  if (known !== undefined) return known;
  // Date refuses month 13 but rolls 2026-02-30 over into March.
  const instant = new Date(`${date}T00:00:00Z`);
  const isReal = !Number.isNaN(instant.getTime()) && instant.toISOString().startsWith(date);
  if (REAL_DAYS.size >= 10_000) REAL_DAYS.clear();
  REAL_DAYS.set(date, isReal);
  return isReal;
}

/** True for a JSON object: neither null nor an array. */
export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
