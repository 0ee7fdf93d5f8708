import type { CarrierRecord } from '../../loaders/carrier/carrierMatch.ts';
import type { CarrierCallRow } from '../../upstream/voxo/callReports.ts';
import { builder } from '../builder.ts';
import { CallDirection } from '../call/callDirection.ts';
import { CALLS } from '../../access/fieldPolicy.ts';

/** A carrier's record as the graph has it. */
export interface CarrierCallNode extends CarrierCallRow {
  /** When the call was, in milliseconds since 1970. */
  readonly at: number;
}

export const carrierCallNode = ({ at, call }: CarrierRecord): CarrierCallNode => ({ ...call, at });

const CallQuality = builder.objectRef<CarrierCallRow['quality']>('CallQuality').implement({
  needs: CALLS,
  description: 'How well a call could be heard.',
  fields: (t) => ({
    meanOpinionScore: t.exposeFloat('meanOpinionScore', {
      nullable: true,
      description:
        'The mean opinion score (mos), from 1 (bad) to 5 (excellent), as VOXO gives it: 0 = it was not measured.',
    }),
    jitterPercent: t.exposeFloat('jitterPercent', {
      nullable: true,
      description: 'The jitter, in per cent (percentJitter).',
    }),
    packetLoss: t.exposeFloat('packetLoss', {
      nullable: true,
      description: 'The packets that were lost, as VOXO gives it.',
    }),
    qos: t.exposeFloat('qos', {
      nullable: true,
      description: 'The quality of service, as VOXO gives it.',
    }),
  }),
});

const CarrierOrigin = builder.objectRef<CarrierCallRow['origin']>('CarrierOrigin').implement({
  needs: CALLS,
  description: 'Where a call came from, as the telephone network knows it.',
  // Of a masked number the last four digits are shown: with the company or the area it is one of a few thousand numbers.
  fields: (t) => ({
    ani: t.exposeString('ani', {
      personal: 'phone',
      nullable: true,
      description: 'The number the network says the call came from (automatic number identification).',
    }),
    outgoingCallerId: t.exposeString('outgoingCallerId', {
      personal: 'phone',
      nullable: true,
      description: 'The number that was shown to the person called (outgoingCidNum).',
    }),
    ocn: t.exposeString('ocn', {
      personal: 'address',
      nullable: true,
      description: 'The operating company number of the caller’s telephone company.',
    }),
    spid: t.exposeString('spid', {
      personal: 'address',
      nullable: true,
      description: 'The service provider’s id of that company.',
    }),
    lec: t.exposeString('lec', {
      personal: 'address',
      nullable: true,
      description: 'The local exchange carrier, such as JAMAICA TELEPHONE CO.',
    }),
    lecType: t.exposeString('lecType', {
      nullable: true,
      description: 'Its kind, such as CLEC, RBOC or WIRELESS.',
    }),
    lata: t.exposeString('lata', {
      personal: 'address',
      nullable: true,
      description: 'The local access and transport area, by its number.',
    }),
    city: t.exposeString('city', { personal: 'address', nullable: true, description: 'The city.' }),
    rateCenter: t.exposeString('rateCenter', {
      personal: 'address',
      nullable: true,
      description: 'The rate centre.',
    }),
    state: t.exposeString('state', {
      personal: 'address',
      nullable: true,
      description: 'The state, or a country that is dialled like one.',
    }),
    jurisdiction: t.exposeString('jurisdiction', {
      nullable: true,
      description: 'How the call is charged, such as INTERSTATE or INTRASTATE.',
    }),
    local: t.exposeBoolean('local', { nullable: true, description: 'True for a local call.' }),
    tollFree: t.exposeBoolean('tollFree', {
      nullable: true,
      description: 'True for a toll-free number (isTollFree).',
    }),
    international: t.exposeBoolean('international', {
      nullable: true,
      description: 'True for a call from abroad (isInternational).',
    }),
    geolocation: t.exposeString('geolocation', {
      personal: 'address',
      nullable: true,
      description: 'The place, as VOXO gives it.',
    }),
  }),
});

export const CarrierCall = builder.objectRef<CarrierCallNode>('CarrierCall').implement({
  needs: CALLS,
  description: 'One call as the carrier saw it. (call-reports)',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'VOXO’s own id of the record.' }),
    startedAt: t.field({
      type: 'DateTime',
      description:
        'When the call was (time), with the offset of VOXO_TIMEZONE. Of a time that the clock shows twice, the first, unless VOXO’s unique id tells the second.',
      resolve: ({ at }, _, { carrier, zone }) => (carrier?.zone ?? zone).dateTimeOf(at),
    }),
    // Which of the two is the company's is the direction's word, and that may be missing: both are masked.
    callerNumber: t.exposeString('callerNumber', {
      personal: 'phone',
      nullable: true,
      description: 'The number that called (callerIdNumber).',
    }),
    callerName: t.exposeString('callerName', {
      personal: 'name',
      nullable: true,
      description: 'The name shown for it (callerIdName).',
    }),
    dialedNumber: t.exposeString('dialedNumber', {
      personal: 'phone',
      nullable: true,
      description: 'The number called (dialedNum).',
    }),
    direction: t.expose('direction', {
      type: CallDirection,
      nullable: true,
      description: 'Who called whom; null where VOXO says neither in nor out.',
    }),
    disposition: t.exposeString('disposition', {
      nullable: true,
      description: 'What became of the call, such as ANSWERED, NO ANSWER or BUSY.',
    }),
    durationSeconds: t.exposeInt('durationSeconds', {
      nullable: true,
      description: 'How long it took, ringing included, in seconds (duration).',
    }),
    afterAnswerSeconds: t.exposeInt('afterAnswerSeconds', {
      nullable: true,
      description: 'How long of that it was answered, in seconds (afterAnswerDuration).',
    }),
    answeredBy: t.exposeString('answeredBy', {
      nullable: true,
      description: 'Who answered, as VOXO says it: an extension, as a rule (whoAnswered).',
    }),
    recorded: t.exposeBoolean('recorded', { nullable: true, description: 'True where it was recorded.' }),
    queueCall: t.exposeBoolean('queueCall', {
      nullable: true,
      description: 'True where it went through a queue.',
    }),
    presented: t.exposeBoolean('presented', {
      nullable: true,
      description: 'True where it was presented to somebody.',
    }),
    outcome: t.exposeString('outcome', {
      nullable: true,
      description: 'What it came to, where somebody noted that (callOutcome).',
    }),
    quality: t.field({
      type: CallQuality,
      description: 'How well it could be heard.',
      resolve: ({ quality }) => quality,
    }),
    uniqueId: t.exposeString('uniqueId', {
      nullable: true,
      description: 'VOXO’s own id of the call, such as atl-ast2-1665457640.1430167.',
    }),
    previousUniqueId: t.exposeString('previousUniqueId', {
      nullable: true,
      description: 'That of the call before, where it was transferred (prevUniqueId).',
    }),
    nextUniqueId: t.exposeString('nextUniqueId', {
      nullable: true,
      description: 'That of the call after, where it was transferred.',
    }),
    origin: t.field({
      type: CarrierOrigin,
      description: 'Where it came from.',
      resolve: ({ origin }) => origin,
    }),
    billingId: t.exposeString('billingId', { nullable: true, description: 'Who is billed, by VOXO’s id.' }),
    partnerId: t.exposeString('partnerId', { nullable: true, description: 'The partner, by VOXO’s id.' }),
  }),
});
