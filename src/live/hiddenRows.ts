import type { Gap } from '../upstream/wire/reading/gap.ts';
import type { Table } from '../upstream/wire/reading/table.ts';

/** The rows that an answer lacks. */
export interface HiddenRows {
  /** The number of rows that could not be read, or that the answer says it left out; at least 1 if there are any. */
  readonly count: number;
  /** True if the answer was cut short. */
  readonly isCut: boolean;
}

/** The rows that an answer's table `rows` lacks. What they hold is not known: they may be any that were seen before. */
export function hiddenRows({ unreadable }: Table<unknown>, gaps: readonly Gap[]): HiddenRows {
  const cutOff = gaps.find(({ member }) => member === 'rows')?.rows ?? 0;
  return { count: unreadable.length + cutOff, isCut: cutOff > 0 };
}
