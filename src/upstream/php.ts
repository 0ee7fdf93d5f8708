/** What PHP prints into an answer when display_errors is on: `<br />\n<b>Warning</b>:  … on line <b>66</b><br />`. */
const DIAGNOSTIC =
  /(?:<br \/>\s*)?(?:<b>)?(?:PHP )?(?:Warning|Notice|Deprecated|Strict Standards)(?:<\/b>)?:\s[\s\S]*?on line (?:<b>)?\d+(?:<\/b>)?(?:<br \/>)?\s*/g;

const LEADING_DIAGNOSTIC = new RegExp(`^(?:${DIAGNOSTIC.source})`);

interface Cleaned {
  readonly text: string;
  readonly warnings: number;
}

/** A body of text lines without PHP's warnings, notices and byte order mark, and how many there were. */
export function withoutDiagnostics(body: string): Cleaned {
  let warnings = 0;
  const text = body.replace(/^\uFEFF/, '').replace(DIAGNOSTIC, () => {
    warnings += 1;
    return '';
  });
  return { text: text.trim(), warnings };
}

/**
 * As `withoutDiagnostics`, for a body that holds a JSON value: only what stands before and behind the value is cut,
 * because the value itself may quote anything, a note that says "Notice: called on line 2" too.
 */
export function withoutDiagnosticsAround(body: string): Cleaned {
  let text = body.replace(/^\uFEFF/, '').trim();
  let warnings = 0;
  for (let found = LEADING_DIAGNOSTIC.exec(text); found; found = LEADING_DIAGNOSTIC.exec(text)) {
    text = text.slice(found[0].length).trimStart();
    warnings += 1;
  }
  if (/^[{[]/.test(text) && /[}\]]$/.test(text)) return { text, warnings };
  const end = endOfJson(text);
  const behind = withoutDiagnostics(text.slice(end));
  return { text: `${text.slice(0, end)}${behind.text}`, warnings: warnings + behind.warnings };
}

/** Where the JSON object or array at the start of a text ends; 0 where there is none, or no end. */
function endOfJson(text: string): number {
  if (!/^[{[]/.test(text)) return 0;
  let depth = 0;
  // A string, or a bracket outside of one.
  for (const { 0: token, index } of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\]]/gs)) {
    if (token === '{' || token === '[') depth += 1;
    else if (token === '}' || token === ']') depth -= 1;
    if (depth === 0) return index + token.length;
  }
  return 0;
}

/** True for a body that says that PHP could not reach its database: the dialer is there, but cannot serve. */
export const isDatabaseDown = (body: string): boolean =>
  /MySQL connect ERROR|Unable to connect to the database|max_user_connections|too many connections/i.test(
    body,
  );
