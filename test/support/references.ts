/** Entity references of another subgraph, as GraphQL literals: `{ __typename: "Agent", username: "…" }`. */
export const references = (typename: string, key: string, values: readonly string[]): string[] =>
  values.map((value) => `{ __typename: "${typename}", ${key}: ${JSON.stringify(value)} }`);
