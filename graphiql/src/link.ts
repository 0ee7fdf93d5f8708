/** A query that a link carries. */
export interface Linked {
  readonly query: string;
  /** Variables as JSON; empty = none. */
  readonly variables: string;
}

/**
 * The fragment of a link that carries a query. Browsers do not send fragments, so no query and no phone number comes into
 * the log of a proxy. A key is never part of it.
 */
export function fragmentOf({ query, variables }: Linked): string {
  const parameters = new URLSearchParams({ query });
  if (variables.trim() !== '') parameters.set('variables', variables);
  return `#${parameters}`;
}

/** The query in a URL: in its fragment, or among its parameters, where other tools put it. */
export function linkedIn({
  hash,
  search,
}: {
  readonly hash: string;
  readonly search: string;
}): Linked | undefined {
  for (const parameters of [new URLSearchParams(hash.slice(1)), new URLSearchParams(search)]) {
    const query = parameters.get('query');
    if (query !== null && query !== '') return { query, variables: parameters.get('variables') ?? '' };
  }
  return undefined;
}
