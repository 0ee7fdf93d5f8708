import type { Answer } from '../upstream/client/answer.ts';
import type { Endpoint } from '../upstream/endpoint.ts';

/** Makes upstream calls for one operation. */
export type Call = <Input, Model>(
  endpoint: Endpoint<string, Input, Model>,
  input: Input,
) => Promise<Answer<Model>>;
