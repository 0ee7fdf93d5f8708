import type { CarrierRecord } from '../../loaders/carrier/recordNumbers.ts';
import type { CarrierCallRow } from '../../upstream/voxo/callReports.ts';
import { builder } from '../builder.ts';
import { CallDirection } from '../call/callDirection.ts';
import { CALLS } from '../../access/fieldPolicy.ts';

/** The source of a CarrierCall. */
export interface CarrierCallNode extends CarrierCallRow {
  /** Start of the call, in milliseconds since 1970. */
  readonly at: number;
}

export const carrierCallNode = ({ at, call }: CarrierRecord): CarrierCallNode => ({ ...call, at });

const CallQuality = builder.objectRef<CarrierCallRow['quality']>('CallQuality').implement({
  needs: CALLS,
  description:
    'Audio quality of a call. A figure is null, never 0, if VOXO did not send it or it cannot be read.',
  fields: (t) => ({
    meanOpinionScore: t.exposeFloat('meanOpinionScore', {
      nullable: true,
      description: 'Mean opinion score, from 1 (bad) to 5 (excellent); 0 if the call was not measured (mos).',
    }),
    jitterPercent: t.exposeFloat('jitterPercent', {
      nullable: true,
      description: 'Jitter, in percent (percentJitter).',
    }),
    packetLoss: t.exposeFloat('packetLoss', {
      nullable: true,
      description: "Packet loss. VOXO's documents name no unit.",
    }),
    qos: t.exposeFloat('qos', {
      nullable: true,
      description: "Quality of service. VOXO's documents name no scale.",
    }),
  }),
});

const CarrierOrigin = builder.objectRef<CarrierCallRow['origin']>('CarrierOrigin').implement({
  needs: CALLS,
  description:
    'Origin of a call in the telephone network. A field is null if VOXO left it empty or its value cannot be read.',
  // A masked number shows its last four digits. With the company or the area, only a few thousand numbers would remain.
  fields: (t) => ({
    ani: t.exposeString('ani', {
      personal: 'phone',
      nullable: true,
      description: 'Number that the network gives for the caller (automatic number identification).',
    }),
    outgoingCallerId: t.exposeString('outgoingCallerId', {
      personal: 'phone',
      nullable: true,
      description: 'Caller ID that was shown to the person called (outgoingCidNum).',
    }),
    ocn: t.exposeString('ocn', {
      personal: 'address',
      nullable: true,
      description: "Operating company number of the caller's telephone company.",
    }),
    spid: t.exposeString('spid', {
      personal: 'address',
      nullable: true,
      description: "Service provider ID of the caller's telephone company.",
    }),
    lec: t.exposeString('lec', {
      personal: 'address',
      nullable: true,
      description: 'Local exchange carrier, such as JAMAICA TELEPHONE CO.',
    }),
    lecType: t.exposeString('lecType', {
      nullable: true,
      description: 'Kind of the local exchange carrier, such as CLEC, RBOC or WIRELESS.',
    }),
    lata: t.exposeString('lata', {
      personal: 'address',
      nullable: true,
      description: 'Number of the local access and transport area.',
    }),
    city: t.exposeString('city', { personal: 'address', nullable: true, description: 'City.' }),
    rateCenter: t.exposeString('rateCenter', {
      personal: 'address',
      nullable: true,
      description: 'Rate centre.',
    }),
    state: t.exposeString('state', {
      personal: 'address',
      nullable: true,
      description: 'State, or a country that is dialled like a state, such as JM.',
    }),
    jurisdiction: t.exposeString('jurisdiction', {
      nullable: true,
      description: 'Jurisdiction that the call is charged under, such as INTERSTATE or INTRASTATE.',
    }),
    local: t.exposeBoolean('local', { nullable: true, description: 'True if the call is local.' }),
    tollFree: t.exposeBoolean('tollFree', {
      nullable: true,
      description: 'True if the number is toll-free (isTollFree).',
    }),
    international: t.exposeBoolean('international', {
      nullable: true,
      description: 'True if the call is international (isInternational).',
    }),
    geolocation: t.exposeString('geolocation', {
      personal: 'address',
      nullable: true,
      description: 'Geographic location, as VOXO writes it.',
    }),
  }),
});

export const CarrierCall = builder.objectRef<CarrierCallNode>('CarrierCall').implement({
  needs: CALLS,
  description:
    "A call in the records of the carrier, VOXO. VOXO's documents list these members without explaining them; the descriptions follow their names and examples. A field is null if VOXO left it empty or its value cannot be read; a duration above 24 hours counts as unreadable. (call-reports)",
  fields: (t) => ({
    id: t.exposeID('id', { description: "VOXO's id of the record." }),
    startedAt: t.field({
      type: 'DateTime',
      description:
        'Start of the call, with the offset of the time zone VOXO_TIMEZONE (time). If clocks were set back, so that the time occurs twice, the first one is taken, unless `uniqueId` shows that it is the second.',
      resolve: ({ at }, _, { carrier, zone }) => (carrier?.zone ?? zone).dateTimeOf(at),
    }),
    // Only the direction shows which number is the company's, and it may be missing: both are masked.
    callerNumber: t.exposeString('callerNumber', {
      personal: 'phone',
      nullable: true,
      description: 'Number of the caller (callerIdNumber).',
    }),
    callerName: t.exposeString('callerName', {
      personal: 'name',
      nullable: true,
      description: 'Name of the caller, as caller ID shows it (callerIdName).',
    }),
    dialedNumber: t.exposeString('dialedNumber', {
      personal: 'phone',
      nullable: true,
      description: 'Number that was called (dialedNum).',
    }),
    direction: t.expose('direction', {
      type: CallDirection,
      nullable: true,
      description: 'Direction of the call, seen from the company; null if VOXO sends neither IN nor OUT.',
    }),
    disposition: t.exposeString('disposition', {
      nullable: true,
      description: 'Result of the call, such as ANSWERED, NO ANSWER or BUSY.',
    }),
    durationSeconds: t.exposeInt('durationSeconds', {
      nullable: true,
      description: 'Length of the call including ringing, in seconds (duration).',
    }),
    afterAnswerSeconds: t.exposeInt('afterAnswerSeconds', {
      nullable: true,
      description: 'Length of the call after it was answered, in seconds (afterAnswerDuration).',
    }),
    answeredBy: t.exposeString('answeredBy', {
      nullable: true,
      description: 'Party who answered, usually an extension (whoAnswered).',
    }),
    recorded: t.exposeBoolean('recorded', { nullable: true, description: 'True if the call was recorded.' }),
    queueCall: t.exposeBoolean('queueCall', {
      nullable: true,
      description: 'True if the call went through a queue.',
    }),
    presented: t.exposeBoolean('presented', {
      nullable: true,
      description: "True if the call was presented to someone. VOXO's documents do not explain it.",
    }),
    outcome: t.exposeString('outcome', {
      nullable: true,
      description: "Outcome that was noted for the call (callOutcome). VOXO's documents do not explain it.",
    }),
    quality: t.field({
      type: CallQuality,
      description: 'Audio quality of the call.',
      resolve: ({ quality }) => quality,
    }),
    uniqueId: t.exposeString('uniqueId', {
      nullable: true,
      description: "VOXO's unique id of the call, such as atl-ast2-1665457640.1430167.",
    }),
    previousUniqueId: t.exposeString('previousUniqueId', {
      nullable: true,
      description: 'Unique id of the previous call, if this call was transferred (prevUniqueId).',
    }),
    nextUniqueId: t.exposeString('nextUniqueId', {
      nullable: true,
      description: 'Unique id of the next call, if this call was transferred (nextUniqueId).',
    }),
    origin: t.field({
      type: CarrierOrigin,
      description: 'Origin of the call in the telephone network.',
      resolve: ({ origin }) => origin,
    }),
    billingId: t.exposeString('billingId', {
      nullable: true,
      description: "VOXO's id for billing. VOXO's documents do not explain it.",
    }),
    partnerId: t.exposeString('partnerId', { nullable: true, description: "VOXO's id of the partner." }),
  }),
});
