import {
  inbound_cdr,
  outbound_cdr,
  type InboundCallRow,
  type OutboundCallRow,
} from '../../upstream/dialer/calls.ts';
import type { Gap } from '../../upstream/wire/reading/gap.ts';
import type { Table } from '../../upstream/wire/reading/table.ts';
import type { CallAction } from '../liveFloor.ts';
import type { Follow } from '../sharedFloor.ts';
import type { FollowedList } from './followedList.ts';

/** A day's list of calls, as the dialer gave it. */
export interface Fetched {
  readonly table: Table<OutboundCallRow | InboundCallRow>;
  readonly gaps: readonly Gap[];
}

/** Asks for a day's list. */
export async function fetchList(
  refresh: CallAction,
  { day, kind }: FollowedList,
  signal: AbortSignal,
): Promise<Fetched> {
  const input = { from: day, to: day };
  if (kind === 'outbound') {
    const { model, gaps } = await refresh(outbound_cdr, input, signal);
    return { table: model.calls, gaps };
  }
  const { model, gaps } = await refresh(inbound_cdr, input, signal);
  return { table: model, gaps };
}

/** Listens to a day's list as another server asks for it. @returns ends it */
function listen(
  follow: Follow,
  { day, kind }: FollowedList,
  onFetched: (fetched: Fetched, answeredAt: Date) => void,
): () => void {
  const input = { from: day, to: day };
  if (kind === 'outbound')
    return follow(outbound_cdr, input, ({ model, gaps, answeredAt }) =>
      onFetched({ table: model.calls, gaps }, answeredAt),
    );
  return follow(inbound_cdr, input, ({ model: table, gaps, answeredAt }) =>
    onFetched({ table, gaps }, answeredAt),
  );
}

/** Listens to all lists that are followed at present. */
export class ListensToLists {
  readonly #follow: Follow;
  readonly #onFetched: (list: FollowedList, fetched: Fetched, answeredAt: Date) => void;
  readonly #ends = new Map<FollowedList, () => void>();

  constructor(follow: Follow, onFetched: (list: FollowedList, fetched: Fetched, answeredAt: Date) => void) {
    this.#follow = follow;
    this.#onFetched = onFetched;
  }

  /** @param lists those to listen to from now on */
  to(lists: readonly FollowedList[]): void {
    for (const [list, end] of this.#ends) {
      if (lists.includes(list)) continue;
      end();
      this.#ends.delete(list);
    }
    for (const list of lists) {
      if (this.#ends.has(list)) continue;
      const onFetched = (fetched: Fetched, at: Date): void => this.#onFetched(list, fetched, at);
      this.#ends.set(list, listen(this.#follow, list, onFetched));
    }
  }
}
