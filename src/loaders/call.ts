import type { Answer } from '../upstream/client/answer.ts';
import type { Endpoint } from '../upstream/endpoint.ts';

/** Asks an upstream on behalf of one operation. */
export type Call = <Input, Model>(
  endpoint: Endpoint<string, Input, Model>,
  input: Input,
) => Promise<Answer<Model>>;
