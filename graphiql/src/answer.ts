/** One answer of the API, as far as the page reads it. */
export interface Answer {
  readonly data?: unknown;
  readonly errors?: readonly AnswerError[] | undefined;
  readonly extensions?: { readonly dialer?: Cost } | undefined;
}

export interface AnswerError {
  readonly message: string;
  readonly path?: readonly (string | number)[] | undefined;
  readonly locations?: readonly Place[] | undefined;
  readonly extensions?: { readonly code?: unknown } | undefined;
}

/** A place in a document; lines and columns begin at 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** What an operation cost, as the server says it for the header `x-dialer-cost: actual`. */
export interface Cost {
  readonly plan?: { readonly total: number };
  /** Calls made, by action. */
  readonly calls?: Readonly<Record<string, number>>;
  /** Calls that the cache answered, by action. */
  readonly cached?: Readonly<Record<string, number>>;
  readonly milliseconds?: number;
}

/** The last answer of a tab. */
export interface Execution {
  readonly document: string;
  readonly operationName: string | undefined;
  readonly answer: Answer;
  /** True if it is an event of a subscription. */
  readonly isEvent: boolean;
}

const sumOf = (counts: Readonly<Record<string, number>> = {}): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);

/** The cost in words: `Dialer calls: 13 planned, 4 made, 9 remembered. 120 ms`. Undefined if the answer has none. */
export function costInWords({ extensions }: Answer): string | undefined {
  const { plan, calls, cached, milliseconds } = extensions?.dialer ?? {};
  if (!plan || milliseconds === undefined) return undefined;
  const planned = plan.total.toLocaleString('en');
  return `Dialer calls: ${planned} planned, ${sumOf(calls)} made, ${sumOf(cached)} remembered · ${milliseconds.toLocaleString('en')} ms`;
}
