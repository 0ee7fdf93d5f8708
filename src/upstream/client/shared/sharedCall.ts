import { sizeOf, type Endpoint, type EndpointFacts } from '../../endpoint.ts';
import type { Asked } from '../../errors.ts';
import type { Transport } from '../../wire/transport.ts';
import type { CacheableCall } from '../responseCache.ts';
import type { SharedCall } from './sharedAnswers.ts';

/** Large answers are read for long after their deadline stands still, so others wait twice as long for them. */
const PATIENCE = { small: 1, large: 2 } as const;

/** A call as other servers of the same dialer know it. @param timeoutMs the deadline of a call */
export const sharedCallOf = <Model>(
  { key, freshMs, staleMs }: Pick<CacheableCall<Model>, 'key' | 'freshMs' | 'staleMs'>,
  endpoint: EndpointFacts & Pick<Endpoint<string, never, Model>, 'response'>,
  { baseUrl, account, upstream }: Transport,
  timeoutMs: number,
): SharedCall => ({
  asked: { upstream, action: endpoint.name } satisfies Asked,
  // Servers with other accounts may see other rows.
  identity: JSON.stringify([baseUrl.href, account, key]),
  format: formatOf(endpoint),
  freshMs,
  staleMs,
  patienceMs: PATIENCE[sizeOf(endpoint)] * timeoutMs,
});

const formats = new WeakMap<object, string>();

/** The columns in which an action's tables are kept. */
function formatOf({ response }: Pick<Endpoint, 'response'>): string {
  const known = formats.get(response);
  if (known !== undefined) return known;
  const made = JSON.stringify(
    response.parts
      .filter(({ paths }) => paths)
      .map(({ at, cells }) => [
        at,
        Object.entries(cells).map(([name, { column, isIdentity, expected }]) => [
          name,
          column,
          isIdentity,
          expected,
        ]),
      ]),
  );
  formats.set(response, made);
  return made;
}
