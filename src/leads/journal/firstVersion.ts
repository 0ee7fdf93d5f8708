import { leadToAdd } from '../../upstream/dialer/lead/leadToAdd.ts';
import type { Zone } from '../../upstream/wire/zone.ts';

/**
 * A lead as the first version of this server had checked it, which knew no spellings: by it a journal of that version
 * knows the lead again.
 *
 * @returns undefined if it would have refused the lead
 */
export const asFirstVersion = (input: unknown, zone: Zone): unknown =>
  leadToAdd.safeParse(withoutNulls(input, zone)).data;

/** The only time of a lead is its callback's, which was the dialer's own local time. */
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
