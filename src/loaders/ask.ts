import type { Endpoint } from '../upstream/endpoint.ts';
import { UpstreamBadResponse } from '../upstream/errors.ts';
import { fold } from './reference.ts';

/** Asks an upstream on behalf of one operation. */
export type Ask = <Input, Model>(endpoint: Endpoint<string, Input, Model>, input: Input) => Promise<Model>;

/**
 * An answer about one thing, checked to be about the one asked for: where the dialer does not understand a question it
 * may answer another.
 *
 * @throws UpstreamBadResponse where it is about something else
 */
export function about<Model>(
  { name }: Pick<Endpoint, 'name'>,
  key: string,
  answer: Model | null,
  keyOf: (answer: Model) => string,
): Model | null {
  if (answer === null || fold(keyOf(answer)) === fold(key)) return answer;
  throw new UpstreamBadResponse(
    { upstream: 'DIALER', action: name },
    `The dialer answered ${name} with something else than what was asked for.`,
  );
}
