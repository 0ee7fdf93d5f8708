import { agent_cdr, type AgentCallRow } from '../../upstream/dialer/agentCalls.ts';
import {
  inbound_cdr,
  outbound_cdr,
  type CallFacts,
  type CampaignSummaryRow,
  type InboundCallRow,
  type OutboundCallRow,
} from '../../upstream/dialer/calls.ts';
import { eachInTurns, type LaterTurns } from '../../upstream/promises/turn.ts';
import { handled } from '../../upstream/promises/handled.ts';
import type { Call } from '../call.ts';
import { alikeAmong, callId, twinsAmong, type CallIdSource, type Kind } from './callIdentity.ts';
import { rowsByContact } from './contactRows.ts';
import { coveringLoader } from './coveringLoader.ts';
import { factsOf, listingOf, Listing, type ListFacts } from '../listing.ts';
import { codedBy, codedRows, type NamedPortfolio } from '../portfolioNames.ts';
import { inWindows, mostAgents, namesFor, wireQuery, type CallQuery } from '../callQuery.ts';
import { gathered } from '../reference.ts';
import { normalizeKey } from '../../upstream/wire/normalizeKey.ts';
import type { PortfolioFilter } from '../portfolioFilter.ts';
import { PinnedRows } from '../../upstream/wire/rows/pinnedRows.ts';
import { numbersByKey } from '../../upstream/wire/rows/rowIndex.ts';
import { arrayOf, sourceOf } from '../../upstream/wire/rows/columnRows.ts';
import { TimeOrder } from '../../upstream/wire/rows/timeOrder.ts';
import { SelectedRows } from '../../upstream/wire/rows/rowSource.ts';
import { secondsOf } from '../../upstream/wire/rows/times.ts';

/** The members by which call records can be looked up. */
export type CallIndex = 'agentUsername' | 'campaignName' | 'portfolioCode';

/** The most ids that are kept while the id of each call is read once, as an export does. */
const MOST_IDS = 1000;

/** The call records of one answer or of several, and each one's id. */
export class CallRecords<Row extends CallFacts> implements ListFacts {
  readonly rows: readonly Row[];
  readonly asOf: Date;
  readonly unreadableCount: number;
  readonly kind: Kind;
  readonly #idSource: CallIdSource;
  readonly #source: PinnedRows<Row> | undefined;
  readonly #indexes = new Map<CallIndex, Promise<(name: string) => readonly Row[]>>();
  /** The ids by row or, of rows in columns, by number. */
  #ids = new Map<Row | number, string>();
  /** How many ids were made. More than there are rows: they are not read one after the other. */
  #made = 0;
  #ofContact: ReturnType<typeof rowsByContact<Row>> | undefined;
  #byId: Promise<ReadonlyMap<string, Row | number>> | undefined;
  #byTime: ((startedAt: string) => readonly Row[]) | undefined;

  constructor(
    kind: Kind,
    { rows, asOf, unreadableCount }: Pick<Listing<Row>, 'rows' | keyof ListFacts>,
    idSource: CallIdSource,
  ) {
    this.asOf = asOf;
    this.unreadableCount = unreadableCount;
    this.kind = kind;
    this.#idSource = idSource;
    const source = sourceOf(rows);
    this.#source = source && new PinnedRows(source);
    this.rows = this.#source ? arrayOf(this.#source) : rows;
  }

  /**
   * The rows of one agent, campaign or portfolio. It uses an index, so that a thousand agents' calls do not need a
   * thousand scans.
   */
  async of(index: CallIndex, name: string): Promise<readonly Row[]> {
    let rowsOf = this.#indexes.get(index);
    if (!rowsOf) this.#indexes.set(index, (rowsOf = handled(this.#indexOf(index))));
    return (await rowsOf)(normalizeKey(name));
  }

  /** The rows of one contact. @param keyOf see `rowsByContact`; always the same */
  ofContact(number: string, keyOf: (number: string | null) => string | null): Promise<readonly Row[]> {
    return (this.#ofContact ??= rowsByContact(this.rows, keyOf))(number);
  }

  async #indexOf(index: CallIndex): Promise<(key: string) => readonly Row[]> {
    const source = this.#source;
    if (!source) {
      const rows = gathered(this.rows, (row) => row[index] ?? '');
      return (key) => rows.get(key) ?? [];
    }
    const numbersOf = await numbersByKey(source.member(index), source.length);
    return (key) => arrayOf(new SelectedRows(source, numbersOf(key)));
  }

  /**
   * A row's id, `2026-05-12:…`: its day, and a hash. The hash covers a secret, the members that cannot change later,
   * and an ordinal among rows that are alike, since exact duplicates exist. The id does not depend on the other rows
   * of the query. It is computed on demand, together with the ids of all rows of the same time.
   */
  idOf(row: Row): string {
    const id = this.#idAt(this.#identityIn(row), row.startedAt);
    if (id === undefined) throw new Error('This row is not one of these records.');
    return id;
  }

  #idAt(place: Row | number, startedAt: string): string | undefined {
    if (!this.#ids.has(place)) {
      // Ids that are needed again are kept: to make one takes as long as all ids of its time, of which a dialer without
      // times of day has a whole day. A map that is cleared keeps its old entries until the whole heap is collected.
      if (this.#ids.size > MOST_IDS && this.#made <= this.rows.length) this.#ids = new Map();
      this.#identify(this.#at(startedAt));
    }
    return this.#ids.get(place);
  }

  /**
   * The object that stands for a row wherever one and the same object is needed: rows in columns are made anew each
   * time they are touched.
   */
  pinned(row: Row): Row {
    return this.#source?.pin(row) ?? row;
  }

  /**
   * The row of that id; null if there is none. A day can have a hundred thousand rows, so the ids are computed once,
   * in several turns of the event loop.
   */
  async byId(id: string): Promise<Row | null> {
    this.#byId ??= handled(this.#indexById());
    const place = (await this.#byId).get(id);
    return (typeof place === 'number' ? this.#source?.at(place) : place) ?? null;
  }

  async #indexById(): Promise<ReadonlyMap<string, Row | number>> {
    const rows = new Map<string, Row | number>();
    await eachInTurns(this.rows, (row) => rows.set(this.idOf(row), this.#identityIn(row)));
    return rows;
  }

  /** A row's number in its columns, or the row itself. */
  #identityIn(row: Row): Row | number {
    return this.#source?.numberOf(row) ?? row;
  }

  /** The rows of one time, and so all rows equal to one of them. */
  #at(startedAt: string): readonly Row[] {
    return (this.#byTime ??= this.#timeIndex())(startedAt);
  }

  #timeIndex(): (startedAt: string) => readonly Row[] {
    const source = this.#source;
    if (!source) {
      const rows = Map.groupBy(this.rows, (row) => row.startedAt);
      return (startedAt) => rows.get(startedAt) ?? [];
    }
    const order = new TimeOrder(source);
    return (startedAt) => {
      const [from, to] = order.placesAt(secondsOf(startedAt));
      // In their own order, by which exact duplicates are numbered.
      const numbers = Array.from({ length: to - from }, (_, index) => order.numberAt(from + index));
      return numbers.sort((a, b) => a - b).map((number) => source.at(number));
    };
  }

  #identify(rows: readonly Row[]): void {
    this.#made += rows.length;
    const { key, known } = this.#idSource;
    for (const { identity, alike } of alikeAmong(this.kind, rows)) {
      const [row, ...others] = alike;
      if (!row) continue;
      const firstId = callId(key(), identity, row, 0);
      const contents = known.contentsOf(firstId) ?? [];
      if (others.length === 0 && contents.length <= 1) this.#ids.set(this.#identityIn(row), firstId);
      else
        for (const twin of twinsAmong(alike, contents).twins)
          this.#ids.set(this.#identityIn(twin.row), callId(key(), identity, row, twin.ordinal));
    }
  }
}

/** The time of a call, in seconds. */
export const startOf = ({ startedAt }: CallFacts): number => secondsOf(startedAt);

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
 * @param whenIdle schedules batches
 */
export function callRecordLoaders(
  call: Call,
  agentCount: () => number | null,
  portfolioFilter: PortfolioFilter,
  ids: CallIdSource,
  portfolios: () => Promise<readonly NamedPortfolio[]>,
  whenIdle: LaterTurns['whenIdle'],
) {
  /** Reports that an answer has rows, but none of the days that were asked for. */
  const tellOtherDays = (action: string, member: string) => (rows: number) =>
    portfolioFilter.noteGap(action, { member, cells: 0, rows });

  const outbound = coveringLoader(whenIdle, async (query): Promise<OutboundRecords> => {
    ids.prepare();
    const told = tellOtherDays(outbound_cdr.name, 'call_date');
    const answers = await inWindows(query, told, async (window) => {
      const input = wireQuery(query, window);
      const { model, answeredAt } = await call(outbound_cdr, input);
      const all = new Listing(model.calls, { answeredAt });
      const calls = portfolioFilter.filterAsTold(outbound_cdr.name, all, input.portfolios);
      return { calls, campaigns: portfolioFilter.isLimited ? [] : model.campaigns.rows };
    });
    return {
      calls: new CallRecords(
        'outbound',
        Listing.joined(
          answers.map(({ calls }) => calls),
          startOf,
        ),
        ids,
      ),
      campaigns: answers.flatMap(({ campaigns }) => campaigns),
    };
  });

  const inboundOrWider = coveringLoader(whenIdle, async (query): Promise<CallRecords<InboundCallRow>> => {
    ids.prepare();
    const told = tellOtherDays(inbound_cdr.name, 'call_date');
    const answers = await inWindows(query, told, async (window) => {
      const input = wireQuery(query, window);
      const all = await codedBy(portfolios, query.portfolios, listingOf(await call(inbound_cdr, input)));
      return { calls: portfolioFilter.filterAsTold(inbound_cdr.name, all, input.portfolios) };
    });
    return new CallRecords(
      'inbound',
      Listing.joined(
        answers.map(({ calls }) => calls),
        startOf,
      ),
      ids,
    );
  });

  /** The names are translated here, too: the answer may be that of a wider query, which needs no codes. */
  const inbound = async (query: CallQuery): Promise<CallRecords<InboundCallRow>> => {
    const records = await inboundOrWider.load(query);
    const rows = await codedRows(portfolios, query.portfolios, records.rows);
    return rows === records.rows ? records : new CallRecords('inbound', { ...factsOf([records]), rows }, ids);
  };

  const agent = coveringLoader(whenIdle, async (query): Promise<CallRecords<AgentCallRow>> => {
    ids.prepare();
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
    return new CallRecords(
      'agent',
      Listing.joined(
        answers.flat().map(({ calls }) => calls),
        startOf,
      ),
      ids,
    );
  });

  return {
    outbound: outbound.load,
    inbound,
    agent: agent.load,
    /** Forgets the records that were loaded, so that their memory is free. */
    forget: (): void => {
      for (const loader of [outbound, inboundOrWider, agent]) loader.forget();
    },
  };
}
