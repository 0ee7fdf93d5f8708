import type { Absent } from '../errors.ts';

/** Refusals say what they are at once: behind that, a message may hold anything, and any amount of it. */
const MOST_WORDS = 300;

/** What of a text is read for a refusal. */
export const beginningOf = (text: string): string => text.slice(0, MOST_WORDS);

/** What a refusal can say is not there. The dialer knows other things too, but no action looks one up. */
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

/** Longer words first: "user name" is one thing. */
const NAMES = [...THINGS.keys()].toSorted((a, b) => b.length - a.length).join('|');
const NAME = new RegExp(String.raw`\b(${NAMES})s?\b`, 'g');

/** What is wrong with the dialer itself, whatever else is said: "Query failed: no data on table x". */
const FAULT =
  /\b(?:tables?|columns?|fields?|sessions?|api|sql|mysql\w*|quer(?:y|ies)|fail(?:ed|ure|s)?|class|function|method|file|command|parameters?|pass(?:word)?|permissions?|database error)\b/;

const END = String.raw`\s*(?:[.,;!"]|$)`;

/** "User does not exist", "Campaign ID is invalid": the thing stands before it. */
const GONE = new RegExp(
  String.raw`\b(?:not (?:be )?found|(?:not|doesn.?t) exists?|not (?:logged in|online))\b|\b(not valid|invalid|unknown)(?=${END})`,
);

/** "No such user", "Invalid value in campaign_id", "Cannot find lead": the thing stands behind it. */
const NO_SUCH = new RegExp(
  String.raw`\b(?:no such|non-?existent|(?:unable to|could not|cannot|can.?t) find(?: the| an?)?|(unknown|invalid(?: value in)?)) ((?:${NAMES})(?: (?:${NAMES}))*)s?\b`,
);

/** "No user found": one of a kind is what was asked for by key. */
const NONE = new RegExp(
  String.raw`\bno (user|agent|lead|campaign|call ?time)(?: id)?(?:${END}| (?:was |is )?(?:found|exists?|match\w*)\b)`,
);

/** "No Available Data", "There are no users in this group": an empty list, said in prose. */
const EMPTY = new RegExp(
  String.raw`\bno (?:[\w-]+ )?(?:data|records?|results?|rows?|entry|entries|leads|users|agents|calls?|campaigns|lists|portfolios|profiles|call ?times)(?:${END}| (?:(?:was|were|is|are|has been|have been|could be) )?(?:found|available|exists?|returned|match\w*|for|in|on|at|today|yet|online|logged in|to show|to display)\b)` +
    String.raw`|\bno (?:user|agent|lead|campaign) (?:is )?(?:available|online|logged in|today|yet|in (?:the )?(?:hopper|queue|calls?))\b` +
    String.raw`|\bnothing (?:was )?(?:found|available)\b`,
);

/** In lower case, with single spaces, and without quoted values: a user may have any name. */
const plain = (text: string): string =>
  beginningOf(text)
    .toLowerCase()
    .replaceAll(/[\s_]+/g, ' ')
    .replaceAll(/(?<=\S |[:=(])(?:'[^']*'|"[^"]*")(?!\w)/g, '')
    .replaceAll(/ +/g, ' ');

/** The last thing that words name: of "user group" the group. */
const lastThing = (words: string): Absent | 'other' | undefined => {
  const name = [...words.matchAll(NAME)].at(-1)?.[1];
  return name === undefined ? undefined : THINGS.get(name);
};

/** What words say is not there, whoever's fault that is; undefined if they say nothing of the kind. */
function saidOf(words: string): Absent | 'other' | undefined {
  const gone = GONE.exec(words);
  const noSuch = NO_SUCH.exec(words);
  const thing =
    (gone && lastThing(words.slice(0, gone.index))) ??
    (noSuch && lastThing(noSuch[2] ?? '')) ??
    lastThing(NONE.exec(words)?.[1] ?? '');
  // "Invalid data" is about the question.
  const isOfQuestion = thing === 'record' && (gone?.[1] ?? noSuch?.[1]) !== undefined;
  if (thing !== undefined) return isOfQuestion ? undefined : thing;
  return EMPTY.test(words) ? 'rows' : undefined;
}

/**
 * What a refusal says is not there. Whether that answers a call depends on what the call looked up.
 *
 * @returns undefined if it says nothing of the kind, or a fault of the dialer is why
 */
export function absentIn(reason: string): Absent | undefined {
  const words = plain(reason);
  const said = FAULT.test(words) ? undefined : saidOf(words);
  return said === 'other' ? undefined : said;
}

/** True for a short text that is no page and says that something is not there: a refusal without an envelope. */
export const isProse = (text: string): boolean =>
  text.length < 200 && !text.includes('<') && saidOf(plain(text)) !== undefined;
