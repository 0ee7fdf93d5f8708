import type { Endpoint } from '../upstream/endpoint.ts';

/** Asks an upstream on behalf of one operation. */
export type Ask = <Input, Model>(endpoint: Endpoint<string, Input, Model>, input: Input) => Promise<Model>;
