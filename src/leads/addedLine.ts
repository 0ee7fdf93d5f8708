import { normalizeKey } from '../upstream/wire/normalizeKey.ts';
import type { LeadLine } from '../upstream/dialer/lead/leads.ts';
import { DEFAULT_LIST, type Sent } from './sent.ts';

/** The facts of a lead in the line "LEAD HAS BEEN ADDED". */
export interface AddedValues {
  readonly listId: string;
  readonly leadId: string;
  /** Null if the dialer did not say. */
  readonly gmtOffset: number | null;
}

export const isId = (value: string | undefined): value is string =>
  value !== undefined && /^\d+$/.test(value);

/** True for two spellings of one name. */
export const isSame = (a: string | undefined, b: string): boolean =>
  a !== undefined && normalizeKey(a) === normalizeKey(b);

/** True for two spellings of one list's id: "0101" is 101. */
export const isSameList = (a: string | undefined, b: string): boolean =>
  a !== undefined && a.trim().replace(/^0+(?=\d)/, '') === b.replace(/^0+(?=\d)/, '');

const isOffset = (value: string | undefined): boolean =>
  /^-?\d{1,2}(\.\d+)?$/.test(value ?? '') && Math.abs(Number(value)) <= 14;
const isMissing = (value: string | undefined): boolean => value === undefined || value.trim() === '';

/** A line's values, read in one of its orders. */
interface Order {
  readonly listId: string | undefined;
  readonly leadId: string | undefined;
  readonly gmt: string | undefined;
  readonly user: string | undefined;
}

/**
 * The documents give phone|user|list|lead|gmt, the ancestor phone|list|lead|gmt|user. What was sent tells them apart;
 * null if it fits both, or neither, and if the line is cut short: the last value's rest may be missing.
 */
export function addedValues(line: LeadLine, sent: Sent): AddedValues | null {
  const list = sent.listId ?? DEFAULT_LIST;
  const whole = wholeOrders(line.values, list, sent.user);
  // One with all of its values goes before one without an offset.
  const [only, ...others] = whole.length > 0 ? whole : ordersWithoutOffset(line, list, sent.user);
  if (!only || !isId(only.leadId) || others.some(({ leadId }) => leadId !== only.leadId)) return null;
  return {
    // As it was sent, which is how the dialer prints it elsewhere.
    listId: list,
    leadId: only.leadId,
    gmtOffset: isOffset(only.gmt) ? Number(only.gmt) : null,
  };
}

/** The orders that a line of five values fits. */
function wholeOrders(values: readonly string[], list: string, sender: string): readonly Order[] {
  const [, second, third, fourth, fifth] = values;
  if (fifth === undefined) return [];
  // If both places hold the list's id, the user or the lead has the same one: then only the user tells, who may be cut
  // short and look like an offset.
  const isToldByList = second !== third;
  return [
    { listId: third, leadId: fourth, gmt: fifth, user: second },
    { listId: second, leadId: third, gmt: fourth, user: fifth },
  ].filter(
    ({ listId, leadId, gmt, user }) =>
      isSameList(listId, list) &&
      isId(leadId) &&
      isOffset(gmt) &&
      (isToldByList || (isSame(user, sender) && !isOffset(leadId))),
  );
}

/**
 * The orders that a line without an offset fits: the value is empty, or left out. A bar behind the lead's id, or the
 * line's end, shows that the id is whole. Two orders that agree on the lead are one.
 */
function ordersWithoutOffset(line: LeadLine, list: string, sender: string): readonly Order[] {
  const [, second, third, fourth, fifth] = line.values;
  // If the list's id stands in both places, one may be the lead's: then the whole line must be there.
  const isToldByList = second !== third;
  const orders = [
    {
      listId: third,
      leadId: fourth,
      gmt: fifth,
      user: second,
      isWhole: (fifth !== undefined || line.isEnded) && (isToldByList || isSame(second, sender)),
    },
    { listId: second, leadId: third, gmt: fourth, user: fifth, isWhole: fifth !== undefined },
    {
      listId: second,
      leadId: third,
      gmt: undefined,
      user: fourth,
      // A user that is cut short is not the sender.
      isWhole: isSame(fourth, sender) && (isToldByList || line.isEnded),
    },
  ];
  return orders.filter(
    ({ listId, leadId, gmt, isWhole }) =>
      isWhole && isSameList(listId, list) && isId(leadId) && isMissing(gmt),
  );
}
