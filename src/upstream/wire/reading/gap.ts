/** What of an answer could not be read: counts, never values. */
export interface Gap {
  /** The wire's own name of the member, a table beside the main one in front: `summary_rows.talk`. */
  readonly member: string;
  /** How many of its cells are absent or unreadable, and so are null. */
  readonly cells: number;
  /** How many rows are left out because of it. */
  readonly rows: number;
  /** True if no row of the answer has the member, although its record declares it. */
  readonly missing?: true;
}

/** Members told apart in one answer. */
const MOST_GAPS = 100;

/** Gaps of several answers to one action, or of several views of one answer, as one list. */
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
