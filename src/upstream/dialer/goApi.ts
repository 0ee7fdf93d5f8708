import {
  UpstreamBadResponse,
  UpstreamRefused,
  UpstreamUnauthorized,
  UpstreamUnavailable,
  type Asked,
  type UpstreamError,
} from '../errors.ts';
import { isDatabaseDown, withoutDiagnosticsAround } from '../wire/php.ts';
import { checkStatus, isRefusal, parseJson, refusedLogin } from '../wire/status.ts';
import { below, formEncoded, textOf, type Secret, type Transport } from '../wire/transport.ts';
import { isObject } from '../wire/wire.ts';
import { goGetTotalAgentsCall } from './dashboard.ts';

export interface DialerAccount {
  readonly baseUrl: URL;
  readonly user: string;
  readonly pass: Secret;
}

const LOGIN_REFUSED = /invalid username|login incorrect|too many login attempts/i;
const NOT_PERMITTED = /do(?:es)? not have permission/i;

/**
 * Refusals that mean "there is nothing of that name" or "nothing at all", as seen on the dialer and its ancestors.
 * "No user specified", "Table … does not exist" and "Session user not found" are faults, and no empty answers.
 */
const NOTHING_FOUND = [
  /\bno (?:available )?(?:data|records?|results?|rows?|leads?|users?|agents?|calls?|campaigns?)(?:\s*(?:[.,;!"]|$)|\s+(?:found|available|exists?|returned|matched|for|in|on|at|today|yet|online|logged in)\b)/i,
  /^(?!.*\b(?:session|api)\b).*\b(?:user|agent|lead|campaign|call ?time|list|record)\b.*\b(?:does not exist|not (?:found|logged in|online))\b/i,
  /^invalid value in (?:\w+_id|user)\b/i,
];

/**
 * goAPIv2: form posts to `/goAPIv2/<folder>/goAPI.php`, answered with HTTP 200 whatever happens.
 *
 * Nothing goes into the URL: a query string would put the password into every access log. Credentials go first,
 * because PHP drops every field past its thousandth.
 */
export const goApi = ({ baseUrl, user, pass }: DialerAccount): Transport => ({
  upstream: 'DIALER',
  baseUrl,
  account: user,
  probe: { endpoint: goGetTotalAgentsCall, fields: {} },
  request: (endpoint, fields) => ({
    method: 'POST',
    path: below(baseUrl, endpoint.path),
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: formEncoded({
      goUser: user,
      goPass: textOf(pass),
      goAction: endpoint.name,
      responsetype: 'json',
      ...fields,
    }),
  }),
  open: (asked, answer) => {
    const { text, warnings } = withoutDiagnosticsAround(answer.body);
    if (isRefusal(answer.status)) throwOwnRefusal(asked, answer.status, text);
    checkStatus(asked, answer);
    if (!/^[{[]/.test(text)) throw notJson(asked, text);
    const value = parseJson(asked, text);
    if (isObject(value) && value['result'] === 'success') return { value, warnings };
    throw refusal(asked, value);
  },
});

/** Refusals say what they are at once: behind that, a message may hold anything, and any amount of it. */
const MOST_WORDS = 300;

/** `{"result":"error","message":…}`, `{"code":"40001","message":…}`, `{"code":"10001","result":"Error: …"}`, … */
function refusal(asked: Asked, value: unknown): UpstreamError {
  const words = isObject(value)
    ? [value['message'], value['result']].filter(
        (word): word is string => typeof word === 'string' && word !== '',
      )
    : [];
  const [reason] = words;
  if (reason === undefined) {
    return new UpstreamBadResponse(
      asked,
      `The dialer's answer to ${asked.action} is neither a success nor a refusal.`,
    );
  }
  return refused(asked, reason.slice(0, MOST_WORDS));
}

/** `result=error;message=…;`, prose such as "No Available Data", XML, a PHP fatal error, a proxy's page, nothing. */
function notJson(asked: Asked, text: string): UpstreamError {
  if (isDatabaseDown(text)) {
    return new UpstreamUnavailable(asked, 'The dialer cannot reach its database.', {
      sent: true,
      concernsAll: true,
    });
  }
  const words = text.slice(0, MOST_WORDS);
  if (LOGIN_REFUSED.test(words) || words.startsWith('result=') || isProse(text)) return refused(asked, words);
  return new UpstreamBadResponse(asked, `The dialer's answer to ${asked.action} is not JSON.`);
}

const isProse = (text: string): boolean =>
  text.length < 200 && !text.includes('<') && NOTHING_FOUND.some((pattern) => pattern.test(text));

/**
 * An HTTP 401 or 403 is goAPI's only if it has goAPI's own form. A page is a proxy's, whatever it says of usernames.
 *
 * @throws UpstreamUnauthorized if the dialer itself refuses the login or the action
 */
function throwOwnRefusal(asked: Asked, status: number, text: string): void {
  if (text.startsWith('<')) return;
  const value = /^[{[]/.test(text) ? jsonOrNull(text) : null;
  const error = value === null ? refused(asked, text.slice(0, LOOKED_AT)) : refusal(asked, value);
  if (error instanceof UpstreamUnauthorized) throw error;
  // A refusal in words that are not known: on the safe side, since ten refused logins lock the account.
  if (isObject(value) && 'result' in value) throw unauthorized(asked, status === 401);
}

/** Refusals are short. */
const LOOKED_AT = 300;

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const unauthorized = (asked: Asked, loginRefused: boolean, reason = ''): UpstreamUnauthorized =>
  loginRefused
    ? refusedLogin(asked, reason, 'DIALER_USER and DIALER_PASS')
    : new UpstreamUnauthorized(asked, `This server's account at the dialer may not use ${asked.action}.`, {
        loginRefused,
      });

function refused(asked: Asked, reason: string): UpstreamError {
  if (LOGIN_REFUSED.test(reason)) return unauthorized(asked, true, reason);
  if (NOT_PERMITTED.test(reason)) return unauthorized(asked, false);
  const nothingFound = NOTHING_FOUND.some((pattern) => pattern.test(reason));
  return new UpstreamRefused(
    asked,
    nothingFound ? `The dialer has nothing for ${asked.action}.` : `The dialer refused ${asked.action}.`,
    { nothingFound },
  );
}
