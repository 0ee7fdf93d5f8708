import type { Endpoint } from '../upstream/endpoint.ts';

/** Asks an upstream on behalf of one operation. */
export type Call = <Input, Model>(endpoint: Endpoint<string, Input, Model>, input: Input) => Promise<Model>;
