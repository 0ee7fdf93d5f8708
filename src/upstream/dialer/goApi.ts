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
import { redacted } from './redacted.ts';
import { absentIn, beginningOf, isProse } from './refusals.ts';

export interface DialerAccount {
  readonly baseUrl: URL;
  readonly user: string;
  readonly pass: Secret;
}

const LOGIN_REFUSED = /invalid username|login incorrect|too many login attempts/i;
const NOT_PERMITTED = /do(?:es)? not have permission/i;

/**
 * goAPIv2: form posts to `/goAPIv2/<folder>/goAPI.php`. It answers errors with HTTP 200, too.
 *
 * The URL has no query string, because it would put the password into every access log. Credentials come first,
 * because PHP drops every field past its thousandth.
 */
export const goApi = ({ baseUrl, user, pass }: DialerAccount): Transport => ({
  upstream: 'DIALER',
  baseUrl,
  account: user,
  secret: pass,
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
  return refused(asked, reason);
}

/** `result=error;message=…;`, prose such as "No Available Data", XML, a PHP fatal error, a proxy's page, nothing. */
function notJson(asked: Asked, text: string): UpstreamError {
  if (isDatabaseDown(text)) {
    return new UpstreamUnavailable(asked, 'The dialer cannot reach its database.', {
      sent: true,
      concernsAll: true,
    });
  }
  if (LOGIN_REFUSED.test(beginningOf(text)) || text.startsWith('result=') || isProse(text)) {
    return refused(asked, text);
  }
  return new UpstreamBadResponse(asked, `The dialer's answer to ${asked.action} is not JSON.`);
}

/**
 * An HTTP 401 or 403 comes from goAPI only if it has goAPI's own form. An HTML page comes from a proxy, even if it
 * mentions usernames.
 *
 * @throws UpstreamUnauthorized if the dialer itself refuses the login or the action
 */
function throwOwnRefusal(asked: Asked, status: number, text: string): void {
  if (text.startsWith('<')) return;
  const value = /^[{[]/.test(text) ? jsonOrNull(text) : null;
  const error = value === null ? refused(asked, text) : refusal(asked, value);
  if (error instanceof UpstreamUnauthorized) throw error;
  // A refusal in unknown words counts as a refused login, because ten refused logins lock the account.
  if (isObject(value) && 'result' in value) throw unauthorized(asked, status === 401);
}

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

/** The error of a refusal, with the dialer's words redacted. */
function refused(asked: Asked, reason: string): UpstreamError {
  const error = refusedFor(asked, reason);
  error.words = redacted(reason);
  return error;
}

function refusedFor(asked: Asked, reason: string): UpstreamError {
  const words = beginningOf(reason);
  if (LOGIN_REFUSED.test(words)) return unauthorized(asked, true, words);
  if (NOT_PERMITTED.test(words)) return unauthorized(asked, false);
  const absent = absentIn(words);
  const message =
    absent === undefined
      ? `The dialer refused ${asked.action}.`
      : absent === 'rows'
        ? `The dialer has nothing for ${asked.action}.`
        : `The dialer refused ${asked.action}: it has no such ${absent}.`;
  return new UpstreamRefused(asked, message, { absent });
}
