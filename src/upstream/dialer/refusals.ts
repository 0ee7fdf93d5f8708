import type { Absent } from '../errors.ts';

/** A refusal gives its reason at its start. The rest of a message may hold any text of any length. */
const MOST_WORDS = 300;

/** The part of a text in which a refusal is looked for. */
export const beginningOf = (text: string): string => text.slice(0, MOST_WORDS);

/** The words for things that a refusal can call absent. `other` marks things that no action looks up. */
const THINGS: ReadonlyMap<string, Absent | 'other'> = new Map<string, Absent | 'other'>([
  ['user', 'user'],
  ['username', 'user'],
  ['user name', 'user'],
  ['agent', 'user'],
  ['campaign', 'campaign'],
  ['calltime', 'call time'],
  ['call time', 'call time'],
  ['lead', 'lead'],
  ['customer', 'lead'],
  ['contact', 'lead'],
  ['record', 'record'],
  ['data', 'record'],
  ['row', 'record'],
  ['entry', 'record'],
  ['result', 'record'],
  ['list', 'other'],
  ['group', 'other'],
  ['ingroup', 'other'],
  ['portfolio', 'other'],
  ['profile', 'other'],
  ['tenant', 'other'],
  ['account', 'other'],
  ['status', 'other'],
  ['script', 'other'],
]);

/** Longer words come first, so that "user name" is one thing. */
const NAMES = [...THINGS.keys()].toSorted((a, b) => b.length - a.length).join('|');
const NAME = new RegExp(String.raw`\b(${NAMES})s?\b`, 'g');

/**
 * A fault of the dialer itself, even if the text also mentions absence: "Query failed: no data on table x", "No data
 * available due to an internal error".
 */
const FAULT = new RegExp(
  [
    String.raw`\b(?:tables?|columns?|fields?|sessions?|api|sql|mysql\w*|quer(?:y|ies)|fail(?:ed|ure|s)?|class|function|method|file|command|parameters?|pass(?:word)?|permissions?|database error)\b`,
    String.raw`\b(?:connect(?:ions?|ed)?|(?:dead)?lock(?:ed)?|time(?:d )?out|exceptions?|fatal|crash(?:ed)?|internal|server|memory|disk|replication|maintenance|unavailable|unreachable|denied|refused|lost|try again|error (?:code|\d+))\b`,
    // But "cannot find lead", and "the user could not be found".
    String.raw`\b(?:unable to|could not|cannot|can.?t) (?!find\b|be found\b)`,
  ].join('|'),
);

const END = String.raw`\s*(?:[.,;!"]|$)`;

/** Phrases after the thing: "User does not exist", "Campaign ID is invalid". */
const GONE = new RegExp(
  String.raw`\b(?:not (?:be )?found|(?:not|doesn.?t) exists?|not (?:logged in|online))\b|\b(not valid|invalid|unknown)(?=${END})`,
);

/** Phrases before the thing: "No such user", "Invalid value in campaign_id", "Cannot find lead". */
const NO_SUCH = new RegExp(
  String.raw`\b(?:no such|non-?existent|(?:unable to|could not|cannot|can.?t) find(?: the| an?)?|(unknown|invalid(?: value in)?)) ((?:${NAMES})(?: (?:${NAMES}))*)s?\b`,
);

/** "No user found": a singular noun means the record that was looked up by its key. */
const NONE = new RegExp(
  String.raw`\bno (user|agent|lead|campaign|call ?time)(?: id)?(?:${END}| (?:was |is )?(?:found|exists?|match\w*)\b)`,
);

/** An empty list in prose: "No Available Data", "There are no users in this group". */
const EMPTY = new RegExp(
  String.raw`\bno (?:[\w-]+ )?(?:data|records?|results?|rows?|entry|entries|leads|users|agents|calls?|campaigns|lists|portfolios|profiles|call ?times)(?:${END}| (?:(?:was|were|is|are|has been|have been|could be) )?(?:found|available|exists?|returned|match\w*|for|in|on|at|today|yet|online|logged in|to show|to display)\b)` +
    String.raw`|\bno (?:user|agent|lead|campaign) (?:is )?(?:available|online|logged in|today|yet|in (?:the )?(?:hopper|queue|calls?))\b` +
    String.raw`|\bnothing (?:was )?(?:found|available)\b`,
);

/** The text in lower case, with single spaces, and without quoted values, because a user may have any name. */
const plain = (text: string): string =>
  beginningOf(text)
    .toLowerCase()
    .replaceAll(/[\s_]+/g, ' ')
    .replaceAll(/(?<=\S |[:=(])(?:'[^']*'|"[^"]*")(?!\w)/g, '')
    .replaceAll(/ +/g, ' ');

/** The last thing named in a text: the group in "user group". */
const lastThing = (words: string): Absent | 'other' | undefined => {
  const name = [...words.matchAll(NAME)].at(-1)?.[1];
  return name === undefined ? undefined : THINGS.get(name);
};

/** The thing that a text calls absent, also if the dialer is at fault; undefined if it names none. */
function saidOf(words: string): Absent | 'other' | undefined {
  const gone = GONE.exec(words);
  const noSuch = NO_SUCH.exec(words);
  const thing =
    (gone && lastThing(words.slice(0, gone.index))) ??
    (noSuch && lastThing(noSuch[2] ?? '')) ??
    lastThing(NONE.exec(words)?.[1] ?? '');
  // "Invalid data" is about the input of the call.
  const isAboutInput = thing === 'record' && (gone?.[1] ?? noSuch?.[1]) !== undefined;
  if (thing !== undefined) return isAboutInput ? undefined : thing;
  return EMPTY.test(words) ? 'rows' : undefined;
}

/**
 * The thing that a refusal calls absent. Whether that answers the call depends on the kind of record that the call
 * looked up.
 *
 * @returns undefined if it names none, or if the dialer is at fault
 */
export function absentIn(reason: string): Absent | undefined {
  const words = plain(reason);
  const said = FAULT.test(words) ? undefined : saidOf(words);
  return said === 'other' ? undefined : said;
}

/** True for a refusal without an envelope: a short text, not an HTML page, that calls something absent. */
export const isProse = (text: string): boolean =>
  text.length < 200 && !text.includes('<') && saidOf(plain(text)) !== undefined;
