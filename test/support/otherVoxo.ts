/**
 * A second VOXO, written independently of the simulator's. Its records are given by a test. It has the documented shape
 * and limits. Some numbers are strings, and rows are not sorted.
 */
import { onTestFinished } from 'vitest';
import type { Settings } from './api.ts';
import {
  startScriptedServer,
  type Reply,
  type ScriptedRequest,
  type ScriptedServer,
} from './scriptedServer.ts';

/** The token of the server under test. No answer and no log line may show it. */
export const VOXO_TOKEN = 'voxo-token-5d2e.9';
export const TENANT = '37';

/** A record with defaults for all members that are left out. Members in `wire` replace the others. */
export interface PlainRecord {
  readonly id: string;
  /** An instant: `2026-05-12T19:03:00Z`. */
  readonly at: string;
  readonly from?: string | null;
  readonly to?: string | null;
  readonly direction?: string | null;
  readonly disposition?: string | null;
  readonly mos?: number | string | null;
  readonly state?: string | null;
  /** Members with the names of the wire. */
  readonly wire?: Readonly<Record<string, unknown>>;
}

export const epoch = (at: string): number => Temporal.Instant.from(at).epochMilliseconds;

const local = (at: string, zone: string): string => {
  const plain = Temporal.Instant.from(at).toZonedDateTimeISO(zone).toPlainDateTime();
  return plain.toString({ smallestUnit: 'second' }).replace('T', ' ');
};

/** `2026-05-12 14:03:00` → `05/12/26 14:03:00` */
const american = (time: string): string =>
  `${time.slice(5, 7)}/${time.slice(8, 10)}/${time.slice(2, 4)} ${time.slice(11)}`;

/** A row on the wire. @param zone the zone of its time */
export const recordRow = (record: PlainRecord, zone: string): Record<string, unknown> => ({
  id: record.id,
  time: american(local(record.at, zone)),
  callerIdNumber: record.from ?? '',
  callerIdName: 'NAME OF A PERSON',
  dialedNum: record.to ?? '',
  direction: record.direction === undefined ? 'OUT' : record.direction,
  disposition: record.disposition === undefined ? 'ANSWERED' : record.disposition,
  duration: '64',
  percentJitter: 0,
  packetLoss: 0,
  qos: 1,
  uniqueId: `atl-ast2-${epoch(record.at) / 1000}.1430167`,
  prevUniqueId: '',
  whoAnswered: '',
  recorded: 1,
  queueCall: '0',
  state: record.state ?? null,
  mos: record.mos === undefined ? 4.4 : record.mos,
  afterAnswerDuration: 60,
  ...record.wire,
});

export interface VoxoOptions {
  readonly records?: readonly PlainRecord[];
  /** The instant of a local time that occurs twice. */
  readonly reads?: 'earlier' | 'later';
  /** The account that requests must name: a tenant, a billing code, or none. */
  readonly account?: Readonly<Record<string, string>>;
}

export const json = (body: unknown, status = 200): Reply => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

/** Makes a server answer call-reports with VOXO's limits: 31 days, or 24 hours without an account. */
export function giveRecords(
  server: ScriptedServer,
  { records = [], reads = 'earlier', account = { tenantId: TENANT } }: VoxoOptions = {},
): void {
  const timed = records.map((record) => ({ record, at: epoch(record.at) }));
  server.answer('call-reports', (_, { query, headers }) => {
    if (headers.authorization !== `Bearer ${VOXO_TOKEN}`) return json({ message: 'Unauthorized' }, 401);
    const own = Object.fromEntries(
      [...query].filter(([name]) => name === 'tenantId' || name === 'billingCode'),
    );
    if (JSON.stringify(own) !== JSON.stringify(account)) return json({ message: 'another account' }, 403);
    const zone = query.get('timezone') ?? '';
    const [start, end] = [query.get('start'), query.get('end')].map((time) =>
      Temporal.PlainDateTime.from(time ?? ''),
    );
    if (!start || !end) return json({ message: 'no range' }, 400);
    const most = Object.keys(account).length === 0 ? 24 : 31 * 24;
    const instantOf = (time: Temporal.PlainDateTime): number =>
      time.toZonedDateTime(zone, { disambiguation: reads }).epochMilliseconds;
    const [from, to] = [instantOf(start), instantOf(end)];
    const isTooLong = start.until(end).total('hours') > most || to - from > most * 3_600_000;
    if (isTooLong) return json({ message: `The max range allowed is ${most} hours` }, 400);
    const found = timed.filter(({ at }) => from <= at && at <= to);
    return json(found.map(({ record }) => recordRow(record, zone)));
  });
}

/** Starts a VOXO with these records. It closes when the test ends. */
export async function startVoxo(options: VoxoOptions = {}): Promise<ScriptedServer> {
  const server = await startScriptedServer();
  onTestFinished(() => server.close());
  giveRecords(server, options);
  return server;
}

/** The settings of a server that calls this VOXO. */
export const voxoSettings = (
  { url }: Pick<ScriptedServer, 'url'>,
  own: Settings = { VOXO_TENANT_ID: TENANT },
): Settings => ({ VOXO_URL: url.href, VOXO_TOKEN, ...own });

/** The requested windows, sorted: `2026-05-12 00:00:00 to 2026-05-13 00:00:00`. */
export const windowsAsked = ({ requests }: Pick<ScriptedServer, 'requests'>): string[] =>
  requests
    .filter(({ action }) => action === 'call-reports')
    .map(({ query }: ScriptedRequest) => `${query.get('start')} to ${query.get('end')}`)
    .toSorted();
