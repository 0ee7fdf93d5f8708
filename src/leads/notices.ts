import type { LeadLine } from '../upstream/dialer/lead/leads.ts';
import { plainText } from '../upstream/wire/plainText.ts';
import { isSame } from './addedLine.ts';
import type { SendingAccount } from './sent.ts';

const REDACTED = '(redacted)';

/** The dialer leaves other characters out of a password before it prints it. */
const printedForms = (pass: string): string[] => [
  pass,
  pass.replaceAll(/[^-\w]/g, ''),
  encodeURIComponent(pass),
  pass.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;'),
];

/** A shorter text occurs in others by chance: it counts only as a whole value. */
const SHORT = 4;

/** Without HTML, even if it is written in entities. */
const readable = (text: string): string => plainText(plainText(text));

/** True for a line with the account's password in it, or with the word. */
function holdsPassword({ topic, values }: LeadLine, { pass }: SendingAccount): boolean {
  // A password may hold the bar that divides the values, and HTML may divide the password.
  const printed = [topic, ...values, [topic, ...values].join('|')];
  const parts = [...printed, ...printed.map(readable)].map((part) => part.toLowerCase());
  const forms = printedForms(pass)
    .filter((form) => form !== '')
    .map((form) => form.toLowerCase());
  return parts.some(
    (part) =>
      /\bpass(?:word)?\b/.test(part) ||
      forms.some((form) => (form.length < SHORT ? part.trim() === form : part.includes(form))),
  );
}

/** The text without HTML, and without the account's user, unless it is a part of another word. */
function withoutUser(text: string, user: string): string {
  const letter = String.raw`[\p{L}\p{N}_]`;
  const word = new RegExp(
    `(?<!${letter}|${letter}[.-])${RegExp.escape(user.trim())}(?!${letter}|[.-]${letter})`,
    'giu',
  );
  return readable(text).replaceAll(word, '').trim();
}

/** A line as a person can read it, without HTML and the account that it was sent with. */
export function noticeText(line: LeadLine, account: SendingAccount): string {
  if (holdsPassword(line, account)) return REDACTED;
  const topic = withoutUser(line.topic, account.user);
  const shown = line.values
    .filter((value) => !isSame(value, account.user))
    .map((value) => withoutUser(value, account.user));
  return shown.length > 0 ? `${topic} - ${shown.join('|')}` : topic;
}

/** "NOT ADDED TO HOPPER, OUTSIDE OF LOCAL TIME" → "OUTSIDE OF LOCAL TIME"; null if there is none to show. */
export function reasonIn(line: LeadLine, account: SendingAccount): string | null {
  if (holdsPassword({ ...line, values: [] }, account)) return null;
  return withoutUser(line.topic, account.user).split(/,\s*/).slice(1).join(', ') || null;
}
