import {
  accountAt,
  addedLine,
  scriptedDialer,
  startLeadApi,
  type LeadApi,
  type LeadInput,
} from './leadApi.ts';
import type { ScriptedServer } from './scriptedServer.ts';

/** A lead with nothing more than it needs. */
export const LEAD = { phoneNumber: '7275551111', source: 'test' } as const;

/** A server in front of a dialer that adds each lead, in the ancestor's order of values. */
export async function startAdding(
  settings: Readonly<Record<string, string>> = {},
): Promise<{ api: LeadApi; dialer: ScriptedServer }> {
  const dialer = await scriptedDialer();
  dialer.answer('add_lead', (fields) => addedLine(fields));
  return { dialer, api: await startLeadApi(accountAt(dialer), settings) };
}

/** The form fields of each add that the dialer got. */
export const addsOf = (dialer: ScriptedServer): ReadonlyMap<string, string>[] =>
  dialer.requests.filter(({ action }) => action === 'add_lead').map(({ fields }) => new Map(fields));

export const rejectedFor = (...fields: readonly string[]) => ({
  type: 'LeadRejected',
  reason: 'INVALID_INPUT',
  fields,
});

/** Leads with different numbers. */
export const leads = (count: number, each: (index: number) => LeadInput = () => ({})): LeadInput[] =>
  Array.from({ length: count }, (_, index) => ({
    ...LEAD,
    phoneNumber: `72755${10_000 + index}`,
    ...each(index),
  }));
