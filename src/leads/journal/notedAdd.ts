import { isBlank } from '../audit.ts';
import { asFirstVersion } from './firstVersion.ts';
import type { NotedAdd } from './rows.ts';
import type { LeadTerms, ReadLead } from '../readLead.ts';
import type { AddLeadRequest } from '../writer.ts';

/** The facts of an add for the journal. A blank key counts as not given. */
export const notedAdd = (
  { lead }: ReadLead,
  { lead: input, caller, idempotencyKey }: AddLeadRequest,
  { zone }: LeadTerms,
): NotedAdd => ({
  caller,
  key: isBlank(idempotencyKey) ? undefined : idempotencyKey,
  input,
  lead: asFirstVersion(input, zone) ?? null,
  listId: lead.listId,
  vendorLeadCode: lead.vendorLeadCode,
});
