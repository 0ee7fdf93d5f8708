/** A part of an answer that could not be read, as counts, never values. */
export interface Gap {
  /** The member's name on the wire. A side table's name comes first: `summary_rows.talk`. */
  readonly member: string;
  /** The number of its cells that are null because they are absent or unreadable. */
  readonly cells: number;
  /** The number of rows that were left out because of it. */
  readonly rows: number;
  /** True if no row of the answer has the member, although its record declares it. */
  readonly missing?: true;
}

/** The most members that are counted separately in one answer. */
const MOST_GAPS = 100;

/** Merges the gaps of several answers to one action, or of several readings of one answer. */
export function mergedGaps(...lists: readonly (readonly Gap[])[]): readonly Gap[] {
  const nonEmpty = lists.filter((list) => list.length > 0);
  if (nonEmpty.length <= 1) return nonEmpty[0] ?? [];
  const byMember = new Map<string, Gap>();
  for (const gap of nonEmpty.flat()) {
    const known = byMember.get(gap.member);
    if (!known && byMember.size >= MOST_GAPS) continue;
    byMember.set(gap.member, known ? sum(known, gap) : gap);
  }
  return [...byMember.values()];
}

const sum = (a: Gap, b: Gap): Gap => ({
  member: a.member,
  cells: a.cells + b.cells,
  rows: a.rows + b.rows,
  ...(a.missing || b.missing ? { missing: true } : {}),
});
