import { z } from 'zod';
import { megabytes, type Endpoint } from '../endpoint.ts';
import { table, type Table } from '../table.ts';
import { flag, float, key, localTime, secondsOrNull, text } from '../wire.ts';

const row = z.object({
  id: key,
  time: text,
  callerIdNumber: text,
  callerIdName: text,
  dialedNum: text,
  direction: text,
  disposition: text,
  duration: secondsOrNull,
  percentJitter: float,
  packetLoss: float,
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
  afterAnswerDuration: secondsOrNull,
  outgoingCidNum: text,
  billingId: text,
  partnerId: text,
  geolocation: text,
});

/** "10/10/22 23:07:20" (MM/DD/YY) → "2022-10-10 23:07:20", naive, in the zone the report was asked in. */
const localTimeOf = (time: string | null): string | null => {
  const parts = /^(\d{2})\/(\d{2})\/(\d{2}) (\d{2}:\d{2}:\d{2})$/.exec(time ?? '');
  const local = parts && `20${parts[3]}-${parts[1]}-${parts[2]} ${parts[4]}`;
  // No such day is no time.
  return localTime.safeParse(local).data ?? null;
};

const asCarrierCall = (call: z.output<typeof row>) => ({
  id: call.id,
  startedAt: localTimeOf(call.time),
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

/** One call as the carrier saw it. */
export type CarrierCallRow = ReturnType<typeof asCarrierCall>;

const time = z.string().regex(/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/);

const window = z.object({
  tenantId: z.string().optional(),
  billingCode: z.string().optional(),
  start: time,
  end: time,
  timezone: z.string(),
});

/** The carrier's records of at most 31 days. */
export const callReports: Endpoint<'call-reports', z.input<typeof window>, Table<CarrierCallRow>> = {
  name: 'call-reports',
  transport: 'voxo',
  path: '/call-reports',
  summary: 'What the carrier saw of the calls of at most 31 days.',
  model: 'CarrierCall',
  effect: 'read',
  cacheSeconds: 15,
  batchKey: null,
  maxBytes: megabytes(256),
  params: window.transform(({ tenantId, billingCode, ...times }) => ({
    ...(tenantId === undefined ? {} : { tenantId }),
    ...(billingCode === undefined ? {} : { billingCode }),
    ...times,
  })),
  response: table({ at: 'rows', row, as: asCarrierCall }),
};
