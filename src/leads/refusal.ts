import type { LeadFault } from './readLead.ts';
import type { LeadLine } from '../upstream/dialer/lead/leads.ts';

export const LEAD_REJECTIONS = [
  'NOT_SENT',
  'INVALID_INPUT',
  'IDEMPOTENCY_KEY_REUSED',
  'INVALID_PHONE_LENGTH',
  'INVALID_PHONE_PREFIX',
  'INVALID_PHONE_AREA_CODE',
  'INVALID_NANPA_PREFIX',
  'DNC',
  'CAMPAIGN_DNC',
  'LIST_NOT_ALLOWED',
  'LIST_NOT_FOUND',
  'NOT_PERMITTED',
  'OTHER',
] as const;

export type LeadRejection = (typeof LEAD_REJECTIONS)[number];

export interface LeadRefused {
  readonly kind: 'rejected';
  readonly reason: LeadRejection;
  readonly message: string;
  /** The input fields at fault, as the caller knows them: `address.state`. */
  readonly fields: readonly string[];
  /** Seconds to wait before a retry; left out if that is not known. */
  readonly retryAfterSeconds?: number | undefined;
}

/** The dialer's words, what they mean, and the input fields at fault. */
const REFUSALS: readonly (readonly [RegExp, LeadRejection, string, readonly string[]])[] = [
  [
    /INVALID PHONE NUMBER LENGTH/,
    'INVALID_PHONE_LENGTH',
    'The phone number is too short or too long.',
    ['phoneNumber'],
  ],
  [
    /INVALID PHONE NUMBER PREFIX/,
    'INVALID_PHONE_PREFIX',
    'The fourth digit of the phone number cannot be 0 or 1.',
    ['phoneNumber'],
  ],
  [
    /INVALID PHONE NUMBER NANPA/,
    'INVALID_NANPA_PREFIX',
    'There is no such area code and prefix in North America.',
    ['phoneNumber'],
  ],
  [
    /INVALID PHONE NUMBER AREACODE/,
    'INVALID_PHONE_AREA_CODE',
    'The phone number has no area code of the USA or Canada.',
    ['phoneNumber'],
  ],
  [/IN CAMPAIGN DNC/, 'CAMPAIGN_DNC', "The number is on the campaign's do-not-call list.", ['phoneNumber']],
  [/IN DNC/, 'DNC', 'The number is on the do-not-call list.', ['phoneNumber']],
  [
    /NOT AN ALLOWED LIST ID/,
    'LIST_NOT_ALLOWED',
    "This server's account may not add to that list.",
    ['listId'],
  ],
  [/NOT A DEFINED LIST ID/, 'LIST_NOT_FOUND', 'There is no such list.', ['listId']],
  [/Invalid Source/i, 'INVALID_INPUT', 'The dialer does not take that source.', ['source']],
  [
    /PERMISSION|user_group DOES NOT EXIST/i,
    'NOT_PERMITTED',
    "This server's account at the dialer may not add leads.",
    [],
  ],
];

/** Input that cannot be sent: each fault named by its field, as the caller wrote it. */
export const invalidInput = (faults: readonly LeadFault[]): LeadRefused => ({
  kind: 'rejected',
  reason: 'INVALID_INPUT',
  message: faults.map(({ field, message }) => `${field}: ${message}`).join('; '),
  fields: [...new Set(faults.map(({ field }) => field))],
});

/** The reason in an ERROR line; OTHER if the words are unknown. */
export function refusalFrom({ topic }: LeadLine): LeadRefused {
  const [, reason, message, fields] = REFUSALS.find(([pattern]) => pattern.test(topic)) ?? [];
  return {
    kind: 'rejected',
    reason: reason ?? 'OTHER',
    message: message ?? 'The dialer refused the lead.',
    fields: fields ?? [],
  };
}

/** The key was used for another lead. */
export const keyReused: LeadRefused = {
  kind: 'rejected',
  reason: 'IDEMPOTENCY_KEY_REUSED',
  message: 'This idempotency key was used for another lead. Use a new key for each lead.',
  fields: ['idempotencyKey'],
};
