import type { Config } from '../../src/config.ts';
import { callReports } from '../../src/upstream/voxo/callReports.ts';
import { UpstreamUnauthorized } from '../../src/upstream/errors.ts';
import { Zone } from '../../src/upstream/wire/zone.ts';
import { driftCheck } from './drift.ts';
import { failureOf, VOXO } from './failures.ts';
import { fault, ok, skipped, warning, type Check } from './report.ts';
import type { Called, WatchedClient } from './watchedClient.ts';

const HOUR_MS = 3_600_000;
/** Below the 24 hours that VOXO allows without an account, also on a day of 23 hours. */
const WINDOW_HOURS = 22;
/** With fewer calls, it cannot be told whether two systems belong to one centre. */
const LEAST_CALLS = 5;
/** The end of a number, which has no country code. */
const DIGITS = 9;

/**
 * Reads the carrier's records of the last hours, and compares them with the dialer's calls.
 *
 * @param contactNumbers of the dialer's calls of the last 24 hours; undefined if they are not known
 */
export async function carrierChecks(
  client: Pick<WatchedClient, 'call'>,
  { tenantId, billingCode }: Pick<NonNullable<Config['voxo']>, 'tenantId' | 'billingCode'>,
  timezone: string,
  contactNumbers: ReadonlySet<string> | undefined,
  now: number,
): Promise<readonly Check[]> {
  const zone = new Zone(timezone);
  const called = await client.call(callReports, {
    tenantId,
    billingCode,
    start: zone.toLocal(new Date(now - WINDOW_HOURS * HOUR_MS)),
    end: zone.toLocal(new Date(now)),
    timezone,
  });
  const { answer, seen } = called;
  if (answer === undefined) return refusals(called);
  const { model, gaps } = answer;
  const { name, response } = callReports;
  return [
    ok('VOXO token', 'VOXO accepts the token.'),
    tenantCheck(model.rows, contactNumbers),
    driftCheck({ name, parts: response.parts, model, gaps, value: seen.value }),
  ];
}

function refusals(called: Called<unknown>): readonly Check[] {
  const { error, seen } = called;
  const isTenant =
    error instanceof UpstreamUnauthorized ? !error.loginRefused : [400, 404, 422].includes(seen.status ?? 0);
  if (isTenant) {
    return [
      ok('VOXO token', 'VOXO did not refuse the token.'),
      fault(
        'VOXO tenant',
        `VOXO refuses the account of VOXO_TENANT_ID or VOXO_BILLING_CODE (HTTP ${seen.status}).`,
        'Check these variables: the token may read another tenant, or only a billing code. Ask VOXO which account the token is for.',
      ),
    ];
  }
  return [
    failureOf(error instanceof UpstreamUnauthorized ? 'VOXO token' : callReports.name, called, VOXO).check,
  ];
}

interface CarrierNumbers {
  readonly callerNumber: string | null;
  readonly dialedNumber: string | null;
}

/** VOXO answers for any tenant that the token may read. So the calls tell whether it is this centre's. */
function tenantCheck(
  records: readonly CarrierNumbers[],
  contactNumbers: ReadonlySet<string> | undefined,
): Check {
  const name = 'VOXO tenant';
  const advice = 'Check VOXO_TENANT_ID and VOXO_BILLING_CODE: they may be of another call centre.';
  if (contactNumbers === undefined || contactNumbers.size < LEAST_CALLS)
    return skipped(name, 'The dialer has too few calls to compare with.');
  if (records.length === 0) {
    return warning(name, 'VOXO has no call of the last hours, but the dialer has.', advice);
  }
  const ours = new Set([...contactNumbers].map(endOf).filter((end) => end.length === DIGITS));
  const isOurs = ({ callerNumber, dialedNumber }: CarrierNumbers): boolean =>
    [callerNumber, dialedNumber].some((number) => number !== null && ours.has(endOf(number)));
  const common = records.filter(isOurs).length;
  if (common === 0 && records.length >= LEAST_CALLS) {
    return warning(
      name,
      `None of VOXO's ${records.length} calls has a number of the dialer's calls.`,
      advice,
    );
  }
  return ok(name, `${common} of VOXO's ${records.length} calls have a number of the dialer's calls.`);
}

const endOf = (number: string): string => number.replaceAll(/\D/g, '').slice(-DIGITS);
