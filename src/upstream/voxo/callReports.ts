import { z } from 'zod';
import { megabytes, type Endpoint, type WireFields } from '../endpoint.ts';
import { table, type Table } from '../wire/reading/table.ts';
import { cell, identity, MISFIT } from '../wire/cell.ts';
import type { ValuesOf } from '../wire/reading/rowReader.ts';
import { americanTime, flag, float, key, length, percent, text } from '../wire/wire.ts';

type Direction = 'INBOUND' | 'OUTBOUND';

const DIRECTIONS: ReadonlyMap<string, Direction> = new Map([
  ['IN', 'INBOUND'],
  ['INBOUND', 'INBOUND'],
  ['OUT', 'OUTBOUND'],
  ['OUTBOUND', 'OUTBOUND'],
]);

/** VOXO may send a value other than in or out. */
const direction = cell('IN or OUT', (value) => {
  const word = text.read(value);
  return word === MISFIT || word === null ? word : (DIRECTIONS.get(word.toUpperCase()) ?? MISFIT);
});

const row = {
  id: key,
  time: identity(americanTime),
  callerIdNumber: text,
  callerIdName: text,
  dialedNum: text,
  direction,
  disposition: text,
  duration: length,
  percentJitter: percent,
  packetLoss: percent,
  qos: float,
  uniqueId: text,
  prevUniqueId: text,
  nextUniqueId: text,
  whoAnswered: text,
  recorded: flag,
  queueCall: flag,
  presented: flag,
  ocn: text,
  ani: text,
  lata: text,
  city: text,
  rateCenter: text,
  state: text,
  jurisdiction: text,
  local: flag,
  lec: text,
  lecType: text,
  spid: text,
  isTollFree: flag,
  isInternational: flag,
  mos: float,
  callOutcome: text,
  afterAnswerDuration: length,
  outgoingCidNum: text,
  billingId: text,
  partnerId: text,
  geolocation: text,
};

const asCarrierCall = (call: ValuesOf<typeof row>) => ({
  id: call.id,
  /** Naive local time, in the zone that the call named. */
  startedAt: call.time,
  callerNumber: call.callerIdNumber,
  callerName: call.callerIdName,
  dialedNumber: call.dialedNum,
  direction: call.direction,
  disposition: call.disposition,
  durationSeconds: call.duration,
  afterAnswerSeconds: call.afterAnswerDuration,
  answeredBy: call.whoAnswered,
  recorded: call.recorded,
  queueCall: call.queueCall,
  presented: call.presented,
  outcome: call.callOutcome,
  uniqueId: call.uniqueId,
  previousUniqueId: call.prevUniqueId,
  nextUniqueId: call.nextUniqueId,
  billingId: call.billingId,
  partnerId: call.partnerId,
  quality: {
    meanOpinionScore: call.mos,
    jitterPercent: call.percentJitter,
    packetLoss: call.packetLoss,
    qos: call.qos,
  },
  origin: {
    ani: call.ani,
    outgoingCallerId: call.outgoingCidNum,
    ocn: call.ocn,
    spid: call.spid,
    lec: call.lec,
    lecType: call.lecType,
    lata: call.lata,
    city: call.city,
    rateCenter: call.rateCenter,
    state: call.state,
    jurisdiction: call.jurisdiction,
    local: call.local,
    tollFree: call.isTollFree,
    international: call.isInternational,
    geolocation: call.geolocation,
  },
});

/** The carrier's record of one call. */
export type CarrierCallRow = ReturnType<typeof asCarrierCall>;

const time = z.string().regex(/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/);

const window = z.object({
  tenantId: z.string().optional(),
  billingCode: z.string().optional(),
  start: time,
  end: time,
  timezone: z.string(),
});

/** The last day that a report covers. A period that ends at midnight does not include the day that begins then. */
const lastDayOf = ({ end }: { readonly end: string }): string =>
  Temporal.PlainDateTime.from(end).subtract({ seconds: 1 }).toPlainDate().toString();

const fieldsOf = ({ tenantId, billingCode, ...times }: z.output<typeof window>): WireFields => ({
  ...(tenantId === undefined ? {} : { tenantId }),
  ...(billingCode === undefined ? {} : { billingCode }),
  ...times,
});

/** One second later, as VOXO writes it. */
const justBehind = (start: string): string =>
  Temporal.PlainDateTime.from(start)
    .add({ seconds: 1 })
    .toString({ smallestUnit: 'second' })
    .replace('T', ' ');

/** The carrier's records of at most 31 days. */
export const callReports: Endpoint<'call-reports', z.input<typeof window>, Table<CarrierCallRow>> = {
  name: 'call-reports',
  transport: 'voxo',
  path: '/call-reports',
  summary: "The carrier's records of the calls of at most 31 days.",
  model: 'CarrierCall',
  effect: 'read',
  cacheSeconds: 15,
  lastDay: lastDayOf,
  maxBytes: megabytes(256),
  params: window.transform(fieldsOf),
  probe: (input) => fieldsOf({ ...input, end: justBehind(input.start) }),
  response: table({ at: 'rows', row, as: asCarrierCall }),
};
