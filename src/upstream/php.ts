/** What PHP prints into an answer when display_errors is on: `<br />\n<b>Warning</b>:  … on line <b>66</b><br />`. */
const DIAGNOSTIC =
  /(?:<br \/>\s*)?(?:<b>)?(?:PHP )?(?:Warning|Notice|Deprecated|Strict Standards)(?:<\/b>)?:\s[\s\S]*?on line (?:<b>)?\d+(?:<\/b>)?(?:<br \/>)?\s*/g;

/** A body without PHP's warnings, notices and byte order mark, and how many there were. */
export function withoutDiagnostics(body: string): { text: string; warnings: number } {
  let warnings = 0;
  const text = body.replace(/^\uFEFF/, '').trim();
  // A whole JSON answer may quote anything; warnings only ever stand around one.
  if (/^[{[]/.test(text) && /[}\]]$/.test(text)) return { text, warnings };
  const bare = text.replace(DIAGNOSTIC, () => {
    warnings += 1;
    return '';
  });
  return { text: bare.trim(), warnings };
}

/** True for a body that says that PHP could not reach its database: the dialer is there, but cannot serve. */
export const isDatabaseDown = (body: string): boolean =>
  /MySQL connect ERROR|Unable to connect to the database|max_user_connections|too many connections/i.test(
    body,
  );
