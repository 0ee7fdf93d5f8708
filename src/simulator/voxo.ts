import type { CarrierRecord } from './day/carrier.ts';
import type { Centre } from './centre/centre.ts';
import type { Form } from './wire/form.ts';
import { json, type Reply } from './wire/reply.ts';
import { Zone } from './centre/zone.ts';

const DAY = 86_400_000;
const LONGEST = 31 * DAY;

interface VoxoOptions {
  readonly centre: Centre;
  readonly authorization: string;
  readonly token: string;
  readonly now: number;
}

/** Formats `YYYY-MM-DD HH:MM:SS` as "MM/DD/YY HH:MM:SS". */
const american = (local: string): string =>
  `${local.slice(5, 7)}/${local.slice(8, 10)}/${local.slice(2, 4)} ${local.slice(11)}`;

const row = (record: CarrierRecord, zone: Zone) => ({
  id: record.id,
  time: american(zone.local(record.at)),
  callerIdNumber: record.from,
  callerIdName: record.callerName,
  dialedNum: record.to,
  direction: record.direction,
  disposition: record.disposition,
  duration: record.duration,
  percentJitter: record.jitter,
  packetLoss: 0,
  qos: record.jitter === 0 ? 0 : 1,
  uniqueId: record.uniqueId,
  prevUniqueId: '',
  whoAnswered: record.answeredBy,
  recorded: record.answeredBy === '' ? 0 : 1,
  queueCall: record.queued ? 1 : 0,
  ocn: record.state === null ? null : '8911',
  ani: record.state === null ? null : record.from,
  lata: record.state === null ? null : '826',
  city: record.city,
  rateCenter: record.city,
  state: record.state,
  jurisdiction: record.state === null ? null : 'INTERSTATE',
  local: record.state === null ? null : 0,
  lec: record.state === null ? null : 'EXAMPLE TELEPHONE CO.',
  lecType: record.state === null ? null : 'CLEC',
  spid: null,
  isTollFree: null,
  nextUniqueId: '',
  isInternational: null,
  presented: record.talk > 0 ? 1 : 0,
  mos: record.mos,
  callOutcome: '',
  afterAnswerDuration: record.talk,
  outgoingCidNum: record.direction === 'OUT' ? record.from : null,
  billingId: null,
  partnerId: null,
  geolocation: null,
});

interface Period {
  readonly zone: Zone;
  readonly from: number;
  readonly until: number;
  readonly length: number;
}

/** The requested period; undefined if its start, end or time zone is not valid. */
function periodOf(form: Form): Period | undefined {
  try {
    const zone = new Zone(form.one('timezone') || 'America/Chicago');
    const [start, end] = [form.one('start'), form.one('end')];
    // The length in calendar days: a change of the clocks must not make a period too long.
    const length = Date.parse(`${end.replace(' ', 'T')}Z`) - Date.parse(`${start.replace(' ', 'T')}Z`);
    return { zone, from: zone.instantOf(start), until: zone.instantOf(end), length };
  } catch {
    return undefined;
  }
}

/** Answers `GET /call-reports` as VOXO, the carrier, does. */
export function callReports(form: Form, { centre, authorization, token, now }: VoxoOptions): Reply {
  if (authorization !== `Bearer ${token}`) return json({ message: 'Unauthorized' }, 401);
  const period = periodOf(form);
  if (!period) return json({ message: 'start, end or timezone is not valid' }, 400);
  const { zone, from, until, length } = period;
  // Without an account, the request is for all accounts of a partner. The longest period is then shorter.
  const isPartner = form.one('tenantId') === '' && form.one('billingCode') === '';
  if (isPartner && length > DAY) return json({ message: 'The max range allowed is 24 hours' }, 400);
  if (length > LONGEST) return json({ message: 'The max range allowed is 31 days' }, 400);
  return json(centre.carrier.between(from, until, now).map((record) => row(record, zone)));
}
