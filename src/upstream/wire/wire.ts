/**
 * Readers of the wire's values: each is a zod schema from whatever an upstream sends to one normal form.
 *
 * The upstreams send numbers as numbers or as strings, by column type; "", null, "0" and a missing member all mean
 * "nothing"; booleans are Y/N, 1/0 or TRUE/FALSE; text carries HTML. Every reader therefore accepts a missing member.
 * A value of the wrong kind (an object where a number belongs, "abc" for a count) does not fit, and fails the schema.
 */
import { z } from 'zod';
import { plainText } from './plainText.ts';

/** What a reading function returns for a value that does not fit. */
const MISFIT = Symbol('misfit');
type Misfit = typeof MISFIT;

/**
 * A schema from a reading function. `expected` is the only text that reaches an error or a log: the value itself
 * never does, since it may be personal data or a secret.
 */
const reading = <T>(expected: string, read: (value: unknown) => T | Misfit) =>
  z
    .unknown()
    .optional()
    .transform((value, context): T => {
      const result = read(value);
      if (result !== MISFIT) return result;
      context.issues.push({ code: 'custom', message: `expected ${expected}`, input: undefined });
      return z.NEVER;
    });

const isNothing = (value: unknown): value is null | undefined | '' =>
  value === null || value === undefined || value === '';

const readText = (value: unknown): string | null | Misfit => {
  if (isNothing(value)) return null;
  if (typeof value === 'string') return plainText(value) || null;
  // Past 2^53 the digits of a number are no longer those that were sent.
  if (typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value)) return MISFIT;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return MISFIT;
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

// GraphQL's Int has 32 bits; what does not fit it would fail much later, far from its cause.
const INT_MAX = 2_147_483_647;

const readInt = (value: unknown): number | null | Misfit => {
  const number = readNumber(value);
  if (number === null || number === MISFIT) return number;
  const rounded = Math.round(number);
  return Math.abs(rounded) <= INT_MAX ? rounded : MISFIT;
};

const readSeconds = (value: unknown): number | null | Misfit => {
  if (typeof value === 'string') {
    const clock = /^\s*(?:(\d+):)?(\d{1,2}):(\d{2})(?:\.\d+)?\s*$/.exec(value);
    if (clock) return Number(clock[1] ?? 0) * 3600 + Number(clock[2]) * 60 + Number(clock[3]);
  }
  return readInt(value);
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
  if (typeof value === 'number') return value !== 0;
  if (typeof value !== 'string') return MISFIT;
  const word = value.trim().toUpperCase();
  if (TRUE_WORDS.has(word)) return true;
  if (FALSE_WORDS.has(word)) return false;
  // Some switches have levels (agentcall_manual goes to 5); longer numbers are extensions, not switches.
  if (/^[2-9]$/.test(word)) return true;
  // A word of the installation's own says something, but not yes or no.
  return null;
};

const orElse =
  <T>(read: (value: unknown) => T | null | Misfit, fallback: T) =>
  (value: unknown): T | Misfit => {
    const result = read(value);
    return result === null ? fallback : result;
  };

const required =
  <T>(read: (value: unknown) => T | null | Misfit) =>
  (value: unknown): T | Misfit => {
    const result = read(value);
    return result === null ? MISFIT : result;
  };

/** Text without HTML and without surrounding blanks; nothing = null. */
export const text = reading('text', readText);

/** As `text`, for a word that is the point of the answer: it may be nothing, but it must be there. */
export const requiredText = reading('text', (value) => (value === undefined ? MISFIT : readText(value)));

/** The identity of a row: text that must be there. Numbers become strings, so that 14-digit ids keep their digits. */
export const key = reading('an identity', required(readText));

/** A reference to something else by its id, as text; nothing and "0" = null. */
export const reference = reading('an id', (value): string | null | Misfit => {
  const result = readText(value);
  return result === '0' ? null : result;
});

/** A whole number of at most 32 bits (a fraction is rounded); nothing = null. */
export const int = reading('a whole number', readInt);

/** As `int`; nothing = 0. */
export const count = reading('a whole number', orElse(readInt, 0));

/** As `count`, for a figure that is the point of the answer: a zero would be a lie where it is missing. */
export const requiredCount = reading('a whole number', (value) =>
  value === undefined ? MISFIT : orElse(readInt, 0)(value),
);

/** As `int`, where nothing is no answer: an ancestor of the dialer sends null for a query that failed. */
export const requiredInt = reading('a whole number', (value): number | Misfit => readInt(value) ?? MISFIT);

/** A number; nothing = null. */
export const float = reading('a number', readNumber);

/** As `float`; nothing = 0. */
export const amount = reading('a number', orElse(readNumber, 0));

/** "87%" or 87 → 87; nothing = null. */
export const percent = reading('a percentage', (value) =>
  readNumber(typeof value === 'string' ? value.replace(/%\s*$/, '') : value),
);

/** Whole seconds from 34, "34" or "00:00:47"; nothing = null. */
export const secondsOrNull = reading('seconds or HH:MM:SS', readSeconds);

/** As `secondsOrNull`; nothing = 0. */
export const seconds = reading('seconds or HH:MM:SS', orElse(readSeconds, 0));

/** Y/N, 1/0, TRUE/FALSE; nothing, and a word that is neither, = null. */
export const flag = reading('yes or no', readFlag);

/** As `flag`; nothing = false. */
export const permission = reading('yes or no', orElse(readFlag, false));

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
 * What zone it is in is not known here: `upstream/zone.ts` makes an instant of it.
 */
export const localTime = reading('a time YYYY-MM-DD HH:MM:SS', readLocalTime);

/** As `localTime`, for the time a row cannot do without. */
export const requiredLocalTime = reading('a time YYYY-MM-DD HH:MM:SS', required(readLocalTime));

const AMERICAN_TIME = /^(\d{2})\/(\d{2})\/(\d{2}) (\d{2}:\d{2}:\d{2})$/;

const readAmericanTime = (value: unknown): string | null | Misfit => {
  const written = readText(value);
  if (typeof written !== 'string') return written;
  const [, month, date, year, time] = AMERICAN_TIME.exec(written) ?? [];
  return month === undefined ? MISFIT : readLocalTime(`20${year}-${month}-${date} ${time}`);
};

/** "10/31/22 23:07:20" (MM/DD/YY), which a row cannot do without → `2022-10-31 23:07:20`, as naive as it came. */
export const requiredAmericanTime = reading('a time MM/DD/YY HH:MM:SS', required(readAmericanTime));

/** A calendar day `YYYY-MM-DD`; nothing and 0000-00-00 = null. */
export const day = reading('a time YYYY-MM-DD HH:MM:SS', readDay);

/** As `day`, for the day a row cannot do without. */
export const requiredDay = reading('a time YYYY-MM-DD HH:MM:SS', required(readDay));

/** HHMM as a number (700, 2400): kept as the number; nothing = null. */
export const clock = reading('a time HHMM', (value): number | null | Misfit => {
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
 * A list inside one string: " A B C -" (blanks, closed by a dash), "A, B" or "|A|B|" (so that a name may hold blanks).
 * A JSON array is taken as it is. "" = [], null and a missing member = null.
 */
export const words = reading('a list', readWords);

/** As `words`; null = []. */
export const wordList = reading('a list', orElse<string[]>(readWords, []));

// A report has few days and many rows.
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

/** A schema for one row, or null if there is none: PHP prints "no row" as null, false or []. */
export const noneAsNull = <Schema extends z.ZodType>(row: Schema) =>
  z.preprocess(
    (value) => (value === false || (Array.isArray(value) && value.length === 0) ? null : value),
    row.nullable(),
  );
