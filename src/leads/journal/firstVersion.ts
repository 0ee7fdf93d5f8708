import { leadToAdd } from '../../upstream/dialer/lead/leadToAdd.ts';
import type { Zone } from '../../upstream/wire/zone.ts';

/**
 * A lead as the first version of this server would have checked it. A journal of that version has hashes of this form.
 *
 * @returns undefined if that version would have refused the lead
 */
export const asFirstVersion = (input: unknown, zone: Zone): unknown =>
  leadToAdd.safeParse(withoutNulls(input, zone)).data;

/** That version used the dialer's local time for the only time of a lead, which is its callback's. */
function withoutNulls(value: unknown, zone: Zone): unknown {
  if (value instanceof Date) return zone.toLocal(value);
  if (Array.isArray(value)) return value.map((item) => withoutNulls(item, zone));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== null && member !== undefined)
      .map(([name, member]) => [name, withoutNulls(member, zone)]),
  );
}
