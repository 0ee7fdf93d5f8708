import { LIMITS } from './operationLimits.ts';

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const LIST = 0x5b;
const BACKSLASH = 0x5c;
const LIST_END = 0x5d;
const OBJECT = 0x7b;
const OBJECT_END = 0x7d;

/**
 * Why a JSON text is over a limit; undefined if it is not. Invalid JSON is left to the parser.
 *
 * The text is checked before it is parsed: 1 MB of empty lists, or of objects with distinct member names, would keep the
 * parser busy for a second. The check takes 5 ms for each megabyte.
 *
 * @param depth the number of lists and objects around the text
 */
export function excessOfJson(text: string, depth = 0): string | undefined {
  /** The members so far of each list that is open; −1 for an object. */
  const open: number[] = [];
  const names = new Set<string>();
  let values = 0;
  let name = '';
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      const end = endOfString(text, at);
      name = text.slice(at + 1, end);
      at = end;
    } else if (code === LIST || code === OBJECT) {
      open.push(code === LIST ? 0 : -1);
      values += 1;
      if (depth + open.length > LIMITS.nesting) {
        return `The request's values are nested deeper than ${LIMITS.nesting}. No operation here needs that: check the variables.`;
      }
    } else if (code === LIST_END || code === OBJECT_END) {
      open.pop();
    } else if (code === COLON) {
      values += 1;
      if (names.size <= LIMITS.memberNames) names.add(name);
    } else if (code === COMMA) {
      const members = open.at(-1) ?? -1;
      if (members < 0) continue;
      open[open.length - 1] = members + 1;
      values += 1;
      // One more than there are commas.
      if (members + 2 > LIMITS.members) {
        return `A list in the request has more than ${LIMITS.members} members: send it in parts.`;
      }
    }
  }
  if (names.size > LIMITS.memberNames) {
    return `The objects in the request have members of more than ${LIMITS.memberNames} different names. No operation here needs that: check the variables.`;
  }
  if (values > LIMITS.values) {
    return `The request has ${values} values, and the limit is ${LIMITS.values}: send it in parts.`;
  }
  return undefined;
}

/** The end of a string that begins at `start`: its closing quote, or the end of the text. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === BACKSLASH) at += 1;
    else if (code === QUOTE) return at;
  }
  return text.length;
}
