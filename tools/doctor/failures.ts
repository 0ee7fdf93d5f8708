import {
  UpstreamBadResponse,
  UpstreamError,
  UpstreamRateLimited,
  UpstreamRefused,
  UpstreamTimeout,
  UpstreamUnauthorized,
  UpstreamUnavailable,
} from '../../src/upstream/errors.ts';
import { codeOf } from './network.ts';
import { fault, skipped, warning, type Check } from './report.ts';
import type { Called } from './watchedClient.ts';

/** A failed call. */
export interface Failure {
  readonly check: Check;
  /**
   * `login` = the account is refused; `down` = no answer of the API, and `refused` = a refusal in unknown words, so that
   * other actions may fail likewise.
   */
  readonly kind: 'login' | 'down' | 'refused' | 'action';
}

/** Where an upstream is configured. */
export interface Place {
  /** In a sentence: `the dialer`, `VOXO`. */
  readonly system: string;
  readonly url: string;
  readonly account: string;
}

export const DIALER: Place = {
  system: 'the dialer',
  url: 'DIALER_URL',
  account: 'DIALER_USER and DIALER_PASS',
};
export const VOXO: Place = { system: 'VOXO', url: 'VOXO_URL', account: 'VOXO_TOKEN' };

/**
 * Says why a call failed, and what to do. The messages of upstream errors are this project's own, and hold nothing of
 * the upstream's text.
 */
export function failureOf(name: string, { action, error, seen }: Called<unknown>, place: Place): Failure {
  const { system, url, account } = place;
  const as = (kind: Failure['kind'], finding: string, advice: string): Failure => ({
    kind,
    check: fault(name, finding, advice),
  });
  if (!(error instanceof UpstreamError)) {
    return as(
      'action',
      `${action} failed by a defect of this program (${codeOf(error)}).`,
      'Report the defect.',
    );
  }
  const { message } = error;
  if (error instanceof UpstreamUnauthorized) {
    if (error.loginRefused) return { kind: 'login', check: loginFault(name, message, place) };
    return {
      kind: 'action',
      check: warning(
        name,
        message,
        `Give the account the right to ${action}, or live with it: the fields that call it fail (schema/endpoints.md lists them).`,
      ),
    };
  }
  if (error instanceof UpstreamTimeout) {
    return as(
      'down',
      message,
      `Find out why ${system} is slow. If it cannot be faster, raise the timeout (DIALER_TIMEOUT_MS, VOXO_TIMEOUT_MS).`,
    );
  }
  if (error instanceof UpstreamRateLimited)
    return as(
      'action',
      message,
      `Ask the operator of ${system} for a higher limit, or lower the number of calls.`,
    );
  if (seen.redirectedTo !== undefined) {
    return as(
      'down',
      `${action} was redirected to ${seen.redirectedTo}. No redirect is followed, because it would lead credentials elsewhere.`,
      `Set ${url} to the address that answers itself, such as https in place of http.`,
    );
  }
  if (error instanceof UpstreamUnavailable && error.shortCircuited)
    return { kind: 'down', check: skipped(name, `Not called, because the calls before it failed.`) };
  if (seen.isPage) {
    return as(
      'down',
      `${action} was answered with a web page${seen.status === undefined ? '' : ` (HTTP ${seen.status})`}, such as the login page or error page of a proxy.`,
      `Check ${url}: does it lead to the API itself, and may this machine pass the proxy?`,
    );
  }
  if (error instanceof UpstreamUnavailable) {
    const code = error.cause === undefined ? '' : ` (${codeOf(error.cause)})`;
    return as(
      'down',
      `${message.replace(/\.$/, '')}${code}.`,
      `Look at the web server and the database of ${system}, and at proxies in front of it. If it closes the connection at once, look whether ${url} should begin with https.`,
    );
  }
  if (seen.status === 404) {
    return as(
      'down',
      `${message.replace(/\.$/, '')}: there is nothing at its path.`,
      `Check the path in ${url}: it is the address of the installation, without /goAPIv2.`,
    );
  }
  if (error instanceof UpstreamRefused) {
    return as(
      error.absent === undefined ? 'refused' : 'action',
      message,
      `Check ${account}${place === VOXO ? ', VOXO_TENANT_ID and VOXO_BILLING_CODE' : ''}, the rights of the account, and whether this version of ${system} has ${action}.`,
    );
  }
  // The answer could be parsed, so it is the API's.
  if (error instanceof UpstreamBadResponse && seen.value !== undefined)
    return as('action', message, DRIFT_ADVICE);
  return as(
    'down',
    message,
    `Check ${url}, and whether this version of ${system} has ${action}: its answer is not one of the API.`,
  );
}

/** What to do if an answer is not what its record declares. */
export const DRIFT_ADVICE =
  'Compare the answer with schema/endpoints.md: was the dialer updated? Change the record in src/upstream, or ask the vendor.';

function loginFault(name: string, message: string, { account }: Place): Check {
  if (message.includes('locked')) {
    return fault(
      name,
      message,
      'Wait 15 minutes. Meanwhile, find out who logs in to this account with a wrong password, because ten more refusals lock it again.',
    );
  }
  return fault(
    name,
    message,
    `Check ${account}. Do not try again more often than needed: ten refused logins lock an account for 15 minutes.`,
  );
}
