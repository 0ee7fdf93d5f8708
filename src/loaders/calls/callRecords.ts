import DataLoader from 'dataloader';
import {
  agent_cdr,
  inbound_cdr,
  outbound_cdr,
  type AgentCallRow,
  type CallFacts,
  type CampaignSummaryRow,
  type InboundCallRow,
  type OutboundCallRow,
} from '../../upstream/dialer/calls.ts';
import { UpstreamError } from '../../upstream/errors.ts';
import { eachInTurns } from '../../upstream/promises/turn.ts';
import { handled } from '../../upstream/promises/handled.ts';
import type { Call } from '../call.ts';
import { callId, identityOf, twinsAmong, type CallIdSource, type Kind } from './callIdentity.ts';
import { factsOf, listingOf, Listing, type ListFacts } from '../listing.ts';
import { codedBy, codedRows, type NamedPortfolio } from '../portfolioNames.ts';
import {
  isCovered,
  mostAgents,
  namesFor,
  reachOf,
  toAsk,
  windowsFor,
  wireQuery,
  type CallQuery,
  type Reach,
} from '../callQuery.ts';
import { gathered, valueOrError } from '../reference.ts';
import { normalizeKey } from '../../upstream/wire/normalizeKey.ts';
import type { PortfolioFilter } from '../portfolioFilter.ts';
import { covers, type Period } from '../windows.ts';

/** The members by which call records can be looked up. */
export type CallIndex = 'agentUsername' | 'campaignName' | 'portfolioCode';

/** The call records of one answer or of several, and each one's id. */
export class CallRecords<Row extends CallFacts> implements ListFacts {
  readonly rows: readonly Row[];
  readonly asOf: Date;
  readonly unreadableCount: number;
  readonly kind: Kind;
  readonly #source: CallIdSource;
  readonly #indexes = new Map<CallIndex, ReadonlyMap<string, readonly Row[]>>();
  readonly #ids = new Map<Row, string>();
  #byId: Promise<ReadonlyMap<string, Row>> | undefined;
  #byTime: ReadonlyMap<string, readonly Row[]> | undefined;

  constructor(
    kind: Kind,
    { rows, asOf, unreadableCount }: Pick<Listing<Row>, 'rows' | keyof ListFacts>,
    source: CallIdSource,
  ) {
    this.asOf = asOf;
    this.unreadableCount = unreadableCount;
    this.kind = kind;
    this.#source = source;
    this.rows = rows;
  }

  /**
   * The rows of one agent, campaign or portfolio. It uses an index, so that a thousand agents' calls do not need a
   * thousand scans.
   */
  of(index: CallIndex, name: string): readonly Row[] {
    let rows = this.#indexes.get(index);
    if (!rows) this.#indexes.set(index, (rows = gathered(this.rows, (row) => row[index] ?? '')));
    return rows.get(normalizeKey(name)) ?? [];
  }

  /**
   * A row's id, `2026-05-12:…`: its day, and a hash. The hash covers a secret, the members that cannot change later,
   * and an ordinal among rows that are alike, since exact duplicates exist. The id does not depend on the other rows
   * of the query. It is computed on demand, together with the ids of all rows of the same time.
   */
  idOf(row: Row): string {
    if (!this.#ids.has(row)) this.#identify(this.#at(row.startedAt));
    const id = this.#ids.get(row);
    if (id === undefined) throw new Error('This row is not one of these records.');
    return id;
  }

  /**
   * The row of that id; null if there is none. A day can have a hundred thousand rows, so the ids are computed once,
   * in several turns of the event loop.
   */
  async byId(id: string): Promise<Row | null> {
    this.#byId ??= handled(this.#indexById());
    return (await this.#byId).get(id) ?? null;
  }

  async #indexById(): Promise<ReadonlyMap<string, Row>> {
    const rows = new Map<string, Row>();
    await eachInTurns(this.rows, (row) => rows.set(this.idOf(row), row));
    return rows;
  }

  /** The rows of one time, and so all rows equal to one of them. */
  #at(startedAt: string): readonly Row[] {
    this.#byTime ??= Map.groupBy(this.rows, (row) => row.startedAt);
    return this.#byTime.get(startedAt) ?? [];
  }

  #identify(rows: readonly Row[]): void {
    const key = this.#source.key();
    for (const [identity, alike] of Map.groupBy(rows, (row) => identityOf(this.kind, row))) {
      const [row, ...others] = alike;
      if (!row) continue;
      const firstId = callId(key, identity, row, 0);
      const known = this.#source.known.contentsOf(firstId) ?? [];
      if (others.length === 0 && known.length <= 1) this.#ids.set(row, firstId);
      else
        for (const twin of twinsAmong(alike, known).twins)
          this.#ids.set(twin.row, callId(key, identity, row, twin.ordinal));
    }
  }
}

/** The outbound calls, and each campaign's totals if they were asked for. */
export interface OutboundRecords {
  readonly calls: CallRecords<OutboundCallRow>;
  readonly campaigns: readonly CampaignSummaryRow[];
}

/**
 * The call records of one operation.
 *
 * @param agentCount the number of agents, if already known
 * @param portfolioFilter the portfolios whose rows the viewer may see
 * @param ids what the ids of calls are made of
 * @param portfolios every portfolio, because an inbound row may have its portfolio's name in place of the code
 */
export function callRecordLoaders(
  call: Call,
  agentCount: () => number | null,
  portfolioFilter: PortfolioFilter,
  ids: CallIdSource,
  portfolios: () => Promise<readonly NamedPortfolio[]>,
) {
  /** Tells that an answer holds rows, and none of the days that were asked for. */
  const tellOtherDays = (action: string, member: string) => (rows: number) =>
    portfolioFilter.noteGap(action, { member, cells: 0, rows });

  const outbound = coveringLoader(async (query): Promise<OutboundRecords> => {
    const told = tellOtherDays(outbound_cdr.name, 'call_date');
    const answers = await inWindows(query, told, async (window) => {
      const input = wireQuery(query, window);
      const { model, answeredAt } = await call(outbound_cdr, input);
      const all = new Listing(model.calls, { answeredAt });
      const calls = portfolioFilter.filterAsTold(outbound_cdr.name, all, input.portfolios);
      return { calls, campaigns: portfolioFilter.isLimited ? [] : model.campaigns.rows };
    });
    return {
      calls: new CallRecords('outbound', Listing.joined(answers.map(({ calls }) => calls)), ids),
      campaigns: answers.flatMap(({ campaigns }) => campaigns),
    };
  });

  const inboundOrWider = coveringLoader(async (query): Promise<CallRecords<InboundCallRow>> => {
    const told = tellOtherDays(inbound_cdr.name, 'call_date');
    const answers = await inWindows(query, told, async (window) => {
      const input = wireQuery(query, window);
      const all = await codedBy(portfolios, query.portfolios, listingOf(await call(inbound_cdr, input)));
      return { calls: portfolioFilter.filterAsTold(inbound_cdr.name, all, input.portfolios) };
    });
    return new CallRecords('inbound', Listing.joined(answers.map(({ calls }) => calls)), ids);
  });

  /** The names are translated here, too: the answer may be that of a wider query, which needs no codes. */
  const inbound = async (query: CallQuery): Promise<CallRecords<InboundCallRow>> => {
    const records = await inboundOrWider(query);
    const rows = await codedRows(portfolios, query.portfolios, records.rows);
    return rows === records.rows ? records : new CallRecords('inbound', { ...factsOf([records]), rows }, ids);
  };

  const agent = coveringLoader(async (query): Promise<CallRecords<AgentCallRow>> => {
    const groups = namesFor(query.agents, agentCount(), mostAgents(query));
    const answers = await Promise.all(
      groups.map((agents) =>
        inWindows(query, tellOtherDays(agent_cdr.name, 'answer_time'), async (window) => {
          const input = { ...wireQuery(query, window), agents };
          const all = listingOf(await call(agent_cdr, input));
          return { calls: portfolioFilter.filterAsTold(agent_cdr.name, all, input.portfolios) };
        }),
      ),
    );
    return new CallRecords('agent', Listing.joined(answers.flat().map(({ calls }) => calls)), ids);
  });

  return { outbound, inbound, agent };
}

/**
 * Fetches a query's period in windows, all at once. A row belongs to the window of its day, so a row in two answers
 * appears once, and exact duplicates in one answer are kept.
 *
 * @param onNoneOfItsDays called with the number of rows of an answer if all of them are of other days: the dialer did not
 *   heed the period
 */
async function inWindows<Row extends CallFacts, Answer extends { readonly calls: Listing<Row> }>(
  query: CallQuery,
  onNoneOfItsDays: (rows: number) => void,
  call: (window: Period | null) => Promise<Answer>,
): Promise<Answer[]> {
  return Promise.all(
    windowsFor(query).map(async (window) => {
      if (window === null) return call(null);
      try {
        const answer = await call(window);
        const calls = answer.calls.where((row) => covers(window, row.startedAt));
        if (answer.calls.rows.length > 0 && calls.rows.length === 0)
          onNoneOfItsDays(answer.calls.rows.length);
        return { ...answer, calls };
      } catch (error) {
        throw error instanceof UpstreamError ? error.ofPart(`${window.from} to ${window.to}`) : error;
      }
    }),
  );
}

/**
 * A loader whose queries may cover one another. Queries of a batch are merged if one call answers several, and a
 * query that an earlier one covers makes no call. The caller filters the answer.
 */
function coveringLoader<Answer>(fetch: (query: CallQuery) => Promise<Answer>) {
  const asked: { readonly reach: Reach; readonly answer: Promise<Answer> }[] = [];
  const call = (query: CallQuery): Promise<Answer> => {
    const answer = handled(fetch(query));
    asked.push({ reach: reachOf(query), answer });
    return answer;
  };
  const known = (query: CallQuery): Promise<Answer> | undefined => {
    const wanted = reachOf(query);
    return asked.find(({ reach }) => isCovered(wanted, reach))?.answer;
  };

  const loader = new DataLoader<CallQuery, Answer, string>(
    async (queries) => {
      const reaches = asked.map(({ reach }) => reach);
      for (const query of toAsk(queries, reaches)) void call(query);
      const answers = queries.map((query) => known(query) ?? call(query));
      return (await Promise.allSettled(answers)).map(valueOrError);
    },
    { cacheKeyFn: (query) => JSON.stringify(query) },
  );
  return (query: CallQuery) => loader.load(query);
}
