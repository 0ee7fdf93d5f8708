import DataLoader from 'dataloader';
import { handled } from '../../upstream/promises/handled.ts';
import type { LaterTurns } from '../../upstream/promises/turn.ts';
import { isCovered, reachOf, toAsk, type CallQuery, type Reach } from '../callQuery.ts';
import { once, valueOrError } from '../reference.ts';

/**
 * A loader whose queries may cover one another. Queries of a batch are merged if one call answers several, and a
 * query that an earlier one covers makes no call. The caller filters the answer.
 *
 * @param whenIdle schedules batches
 */
export function coveringLoader<Answer>(
  whenIdle: LaterTurns['whenIdle'],
  fetch: (query: CallQuery) => Promise<Answer>,
) {
  let asked: { readonly reach: Reach; readonly answer: Promise<Answer> }[] = [];
  const call = (query: CallQuery): Promise<Answer> => {
    const answer = handled(fetch(query));
    asked.push({ reach: reachOf(query), answer });
    return answer;
  };
  const known = (query: CallQuery): Promise<Answer> | undefined => {
    const wanted = reachOf(query);
    return asked.find(({ reach }) => isCovered(wanted, reach))?.answer;
  };

  const loader = once(
    () =>
      new DataLoader<CallQuery, Answer, string>(
        async (queries) => {
          const reaches = asked.map(({ reach }) => reach);
          for (const query of toAsk(queries, reaches)) void call(query);
          const answers = queries.map((query) => known(query) ?? call(query));
          return (await Promise.allSettled(answers)).map(valueOrError);
        },
        { cacheKeyFn: (query) => JSON.stringify(query), batchScheduleFn: whenIdle },
      ),
  );
  return {
    load: (query: CallQuery): Promise<Answer> => loader().load(query),
    /** Forgets all answers. */
    forget: (): void => {
      asked = [];
      loader().clearAll();
    },
  };
}
