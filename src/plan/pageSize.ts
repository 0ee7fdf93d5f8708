import { BadUserInput } from './errors.ts';

/** The arguments of a connection that set the size of a page. */
export interface PageSizeArgs {
  first?: number | null | undefined;
  last?: number | null | undefined;
}

/** The checked arguments. */
export interface PageSizes {
  readonly first: number;
  readonly last: number | undefined;
}

const DEFAULT_PAGE = 50;
const LARGEST_PAGE = 1000;

/** The most items of a page. @throws BadUserInput naming the argument */
export function pageSizeFrom(args: PageSizeArgs): number {
  const { first, last } = pageSizesFrom(args);
  return last ?? first;
}

/** The checked sizes of a page; the caller may give one of them. @throws BadUserInput naming the argument */
export function pageSizesFrom({ first, last }: PageSizeArgs): PageSizes {
  if (typeof first === 'number' && typeof last === 'number') {
    throw new BadUserInput('last', 'give either `first` or `last`, not both.');
  }
  return { first: pageSize('first', first) ?? DEFAULT_PAGE, last: pageSize('last', last) };
}

function pageSize(argument: string, size: number | null | undefined): number | undefined {
  if (size === null || size === undefined) return undefined;
  if (size >= 0 && size <= LARGEST_PAGE) return size;
  throw new BadUserInput(argument, `must be between 0 and ${LARGEST_PAGE}; ${size} is not.`);
}
