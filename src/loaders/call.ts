import type { Answer } from '../upstream/client/answer.ts';
import type { Endpoint } from '../upstream/endpoint.ts';
import type { MaybePromise } from '../upstream/promises/maybePromise.ts';

/** Makes upstream calls for one operation. An answer that is cached comes without a promise. */
export type Call = <Input, Model>(
  endpoint: Endpoint<string, Input, Model>,
  input: Input,
) => MaybePromise<Answer<Model>>;
