import { z } from 'zod';
import type { LeadOutcome } from '../outcome.ts';
import { LEAD_REJECTIONS } from '../refusal.ts';

const nullableText = z.string().nullable();

/** An outcome in the journal, after decryption. Members that a later version adds need a default. */
export const storedOutcome: z.ZodType<LeadOutcome> = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('added'),
    leadId: z.string(),
    phoneNumber: z.string(),
    listId: z.string(),
    gmtOffset: z.number().nullable(),
    hopper: z.object({ added: z.boolean(), hopperId: nullableText, reason: nullableText }).nullable(),
    callback: z.object({ scheduled: z.boolean(), callbackAt: nullableText, reason: nullableText }).nullable(),
    customFieldsAdded: z.boolean().nullable(),
    altPhonesLoaded: z.number().nullable(),
    nanpaChecked: z.boolean().nullable(),
    notices: z.array(z.string()),
    altered: z.array(z.object({ field: z.string(), sent: z.string(), stored: z.string() })).default([]),
  }),
  z.object({
    kind: z.literal('duplicate'),
    message: z.string(),
    match: z.enum(['PHONE', 'PHONE_OR_ALT_PHONE', 'TITLE_AND_ALT_PHONE', 'NAME_AND_PHONE']),
    scope: z.enum(['LIST', 'CAMPAIGN', 'SYSTEM']),
    existingLeadId: nullableText,
    existingListId: nullableText,
    existingEntryDate: nullableText,
  }),
  z.object({
    kind: z.literal('rejected'),
    reason: z.enum(LEAD_REJECTIONS),
    message: z.string(),
    fields: z.array(z.string()),
    retryAfterSeconds: z.number().optional(),
  }),
  z.object({
    kind: z.literal('unknown'),
    message: z.string(),
    cause: z.string().default('No complete answer came back.'),
    phoneNumber: z.string(),
    listId: nullableText,
  }),
]);
