import { UpstreamBadResponse, UpstreamUnavailable } from '../errors.ts';
import { isDatabaseDown, withoutDiagnostics } from '../wire/php.ts';
import { checkStatus, isRefusal, refusedLogin } from '../wire/status.ts';
import { below, formEncoded, textOf, type Transport } from '../wire/transport.ts';
import type { DialerAccount } from './goApi.ts';
import { redacted } from './redacted.ts';

/** lmapi.php: form posts, answered with lines of text. The answer to a refused login contains the password. */
export const lmApi = ({ baseUrl, user, pass }: DialerAccount): Transport => ({
  upstream: 'DIALER',
  baseUrl,
  account: user,
  secret: pass,
  request: (endpoint, fields) => {
    // These come first and win over a field of the same name.
    const own = { user, pass: textOf(pass), function: endpoint.name };
    return {
      method: 'POST',
      path: below(baseUrl, endpoint.path),
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: formEncoded({ ...own, ...fields, ...own }),
    };
  },
  open: (asked, answer) => {
    const { text, warnings } = withoutDiagnostics(answer.body);
    // A 401 or 403 with a line of lmapi's own comes from lmapi, any other from a proxy.
    if (!isRefusal(answer.status) || !text.startsWith('ERROR: ')) checkStatus(asked, answer);
    if (isDatabaseDown(text)) {
      throw new UpstreamUnavailable(asked, 'The dialer cannot reach its database.', {
        sent: true,
        concernsAll: true,
      });
    }
    if (/ERROR: (?:Login incorrect|Too many login attempts)/.test(text)) {
      const error = refusedLogin(asked, text, 'LEADS_USER and LEADS_PASS');
      error.words = redacted(text);
      throw error;
    }
    if (!/(?:SUCCESS|NOTICE|ERROR): /.test(text)) {
      throw new UpstreamBadResponse(
        asked,
        `The dialer's answer to ${asked.action} has no line of a known kind.`,
      );
    }
    // The end of its last line shows that the line is whole.
    const end = /(?:[\r\n]|<br\s*\/?>)\s*$/i.test(answer.body) ? '\n' : '';
    return { value: `${text}${end}`, warnings };
  },
});
