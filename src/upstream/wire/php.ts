/**
 * The start of a message that PHP prints into an answer if display_errors is on: `<br />\n<b>Warning</b>:  … on line
 * <b>66</b><br />`.
 */
const DIAGNOSTIC_START =
  /(?:<br \/>\s*)?(?:<b>)?(?:PHP )?(?:Warning|Notice|Deprecated|Strict Standards)(?:<\/b>)?:\s/g;
const DIAGNOSTIC_END = /on line (?:<b>)?\d+(?:<\/b>)?(?:<br \/>)?\s*/g;

interface Cleaned {
  readonly text: string;
  readonly warnings: number;
}

/** The start and end of a pattern's next match; null if there is none. */
function find(pattern: RegExp, text: string, from: number): { start: number; end: number } | null {
  pattern.lastIndex = from;
  const found = pattern.exec(text);
  return found && { start: found.index, end: found.index + found[0].length };
}

/**
 * PHP's warnings and notices in a text, in order. The start and the end of each are found by two patterns. One
 * pattern for both would scan the rest of the text again for every start without an end.
 */
function* diagnosticsIn(text: string): Generator<{ start: number; end: number }> {
  for (let from = 0; ;) {
    const start = find(DIAGNOSTIC_START, text, from);
    const end = start && find(DIAGNOSTIC_END, text, start.end);
    if (!end) return;
    yield { start: start.start, end: end.end };
    from = end.end;
  }
}

/** A body of text lines without PHP's warnings, notices and byte order mark, and how many there were. */
export function withoutDiagnostics(body: string): Cleaned {
  const text = body.replace(/^\uFEFF/, '');
  const kept: string[] = [];
  let warnings = 0;
  let from = 0;
  for (const { start, end } of diagnosticsIn(text)) {
    kept.push(text.slice(from, start));
    from = end;
    warnings += 1;
  }
  kept.push(text.slice(from));
  return { text: kept.join('').trim(), warnings };
}

/**
 * As `withoutDiagnostics`, for a body that holds a JSON value. Only text before and after the value is cut, because
 * the value may itself hold such text: a note that says "Notice: called on line 2".
 */
export function withoutDiagnosticsAround(body: string): Cleaned {
  const whole = body.replace(/^\uFEFF/, '').trim();
  if (isOneValue(whole)) return { text: whole, warnings: 0 };
  const before = diagnosticsBefore(whole);
  let { warnings } = before;
  const text = whole.slice(before.end).trimStart();
  if (isOneValue(text)) return { text, warnings };
  const end = endOfJson(text);
  const behind = withoutDiagnostics(text.slice(end));
  warnings += behind.warnings;
  return { text: `${text.slice(0, end)}${behind.text}`, warnings };
}

/** True if a text begins and ends as a JSON object or array. */
const isOneValue = (text: string): boolean => /^[{[]/.test(text) && /[}\]]$/.test(text);

/** The end of the warnings at the start of a text, and their number. */
function diagnosticsBefore(text: string): { readonly end: number; readonly warnings: number } {
  let warnings = 0;
  let from = 0;
  for (const { start, end } of diagnosticsIn(text)) {
    if (text.slice(from, start).trim() !== '') break;
    from = end;
    warnings += 1;
  }
  return { end: from, warnings };
}

/**
 * The position of the JSON object or array in a body, of which only the beginning is known; undefined if there is none.
 *
 * @param beginning with one character for each byte (latin1)
 */
export function startOfJson(beginning: string): number | undefined {
  const mark = beginning.startsWith('\u00EF\u00BB\u00BF') ? 3 : 0;
  const { end } = diagnosticsBefore(beginning.slice(mark));
  const start = beginning.slice(mark + end).search(/\S/);
  const at = mark + end + start;
  return start >= 0 && /[{[]/.test(beginning.charAt(at)) ? at : undefined;
}

/** The end of the JSON object or array at the start of a text; 0 if there is none or it does not end. */
function endOfJson(text: string): number {
  if (!/^[{[]/.test(text)) return 0;
  let depth = 0;
  let isInString = false;
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charAt(index);
    if (isInString) {
      if (character === '\\') index += 1;
      else if (character === '"') isInString = false;
    } else if (character === '"') isInString = true;
    else if (character === '{' || character === '[') depth += 1;
    else if (character === '}' || character === ']') depth -= 1;
    if (depth === 0) return index + 1;
  }
  return 0;
}

/** True if a body reports that PHP could not reach its database. The dialer runs then, but cannot serve. */
export const isDatabaseDown = (body: string): boolean =>
  /MySQL connect ERROR|Unable to connect to the database|max_user_connections|too many connections/i.test(
    body,
  );
