import { hash } from 'node:crypto';
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
} from '../upstream/dialer/calls.ts';
import { UpstreamError } from '../upstream/errors.ts';
import type { Ask } from './ask.ts';
import { gathered, normalizedKeys, normalizeKey, perList, valueOrError } from './reference.ts';
import type { Sight } from './sight.ts';
import { covers, windowsOf, type Period } from './windows.ts';

/** Which call records are wanted, in what the dialer itself can narrow down; null = not narrowed. */
export interface CallQuery {
  /** Null = what the dialer gives by default, the last 24 hours. */
  readonly period: Period | null;
  readonly portfolios: readonly string[] | null;
  readonly profiles: readonly string[] | null;
  /** Only agent_cdr can be narrowed to agents. */
  readonly agents: readonly string[] | null;
  /** True where the campaigns' totals are wanted too: they cover the period asked for, so it is not cut. */
  readonly summaries: boolean;
}

/** What call records can be looked up by. */
export type CallIndex = 'agentUsername' | 'campaignName' | 'portfolioCode';

/** The call records of one answer or of several, and each one's id. */
export class CallRecords<Row extends CallFacts> {
  readonly rows: readonly Row[];
  readonly #kind: string;
  readonly #key: () => string;
  readonly #indexes = new Map<CallIndex, ReadonlyMap<string, readonly Row[]>>();
  #ids: Map<Row, string> | undefined;

  /** @param key a secret that goes into the ids: without it a number could be found by trying */
  constructor(kind: string, rows: readonly Row[], key: () => string) {
    this.#kind = kind;
    this.#key = key;
    this.rows = rows;
  }

  /** The rows of one agent, campaign or portfolio. A thousand agents' calls do not mean that many looks at every row. */
  of(index: CallIndex, name: string): readonly Row[] {
    let rows = this.#indexes.get(index);
    if (!rows) this.#indexes.set(index, (rows = gathered(this.rows, (row) => row[index] ?? '')));
    return rows.get(normalizeKey(name)) ?? [];
  }

  /**
   * A row's id: a hash of a secret, of what cannot change later, and an ordinal among equal rows, since true twins exist. The same
   * whatever else is asked for along with it. All are made when the first is needed: counting needs none.
   */
  idOf(row: Row): string {
    this.#ids ??= this.#identify();
    const id = this.#ids.get(row);
    if (id === undefined) throw new Error('This row is not one of these records.');
    return id;
  }

  #identify(): Map<Row, string> {
    const ordinals = new Map<string, number>();
    const ids = new Map<Row, string>();
    const key = this.#key();
    for (const row of this.rows) {
      const identity = JSON.stringify([
        this.#kind,
        row.startedAt,
        row.contactNumber,
        row.ownNumber,
        row.agentUsername,
        row.campaignName,
        row.leadId,
        row.uniqueId,
        // The dialer can be told to leave other portfolios' rows out: those must not be counted among equal ones.
        row.portfolioCode,
      ]);
      const ordinal = ordinals.get(identity) ?? 0;
      ordinals.set(identity, ordinal + 1);
      ids.set(row, hash('sha1', `${key}${identity}${ordinal}`, 'base64url'));
    }
    return ids;
  }
}

/** The outbound calls, and each campaign's totals where they were asked for. */
export interface OutboundRecords {
  readonly calls: CallRecords<OutboundCallRow>;
  readonly campaigns: readonly CampaignSummaryRow[];
}

/** PHP drops every form field past its thousandth; some are needed for the rest of the question. */
export const MOST_NAMES = 900;

/** How many of them may be portfolios, and how many profiles, so that agents can be named beside them. */
export const MOST_SCOPES = 300;

/**
 * The call records of one operation.
 *
 * @param agentCount how many agents there are, where that is already known
 * @param sight whose rows the viewer may see
 * @param idKey a secret that goes into the calls' ids
 */
export function callRecordLoaders(
  ask: Ask,
  agentCount: () => number | null,
  sight: Sight,
  idKey: () => string,
) {
  const outbound = coveringLoader(async (query): Promise<OutboundRecords> => {
    const answers = await inWindows(query, async (window) => {
      const question = wireQuery(query, window);
      const { calls, campaigns } = await ask(outbound_cdr, question);
      const { rows } = sight.ownAsTold(outbound_cdr.name, calls, question.portfolios);
      return { rows, campaigns: sight.isLimited ? [] : campaigns.rows };
    });
    return {
      calls: new CallRecords(
        'outbound',
        answers.flatMap(({ rows }) => rows),
        idKey,
      ),
      campaigns: answers.flatMap(({ campaigns }) => campaigns),
    };
  });

  const inbound = coveringLoader(async (query): Promise<CallRecords<InboundCallRow>> => {
    const answers = await inWindows(query, async (window) => {
      const question = wireQuery(query, window);
      return sight.ownAsTold(inbound_cdr.name, await ask(inbound_cdr, question), question.portfolios);
    });
    return new CallRecords(
      'inbound',
      answers.flatMap(({ rows }) => rows),
      idKey,
    );
  });

  const agent = coveringLoader(async (query): Promise<CallRecords<AgentCallRow>> => {
    const groups = namesFor(query.agents, agentCount(), mostAgents(query));
    const answers = await Promise.all(
      groups.map((agents) =>
        inWindows(query, async (window) => {
          const question = { ...wireQuery(query, window), agents };
          return sight.ownAsTold(agent_cdr.name, await ask(agent_cdr, question), question.portfolios);
        }),
      ),
    );
    return new CallRecords(
      'agent',
      answers.flat().flatMap(({ rows }) => rows),
      idKey,
    );
  });

  return { outbound, inbound, agent };
}

/**
 * The names to ask for, in as many calls as it takes; undefined = everyone. Where more than half of all agents are
 * meant, or more than one call can name, one call for everyone is kinder to the dialer.
 */
export function namesFor(
  names: readonly string[] | null,
  total: number | null,
  most = MOST_NAMES,
): readonly (readonly string[] | undefined)[] {
  if (names === null) return [undefined];
  const distinct = distinctNames(names);
  if (total !== null && distinct.length * 2 > total) return [undefined];
  const calls = callsToName(distinct.length, most);
  return Array.from({ length: calls }, (_, call) => distinct.slice(call * most, (call + 1) * most));
}

/** How many calls it takes to name that many, `most` a call. */
export const callsToName = (count: number, most = MOST_NAMES): number => Math.ceil(count / most);

/**
 * Names as they are sent: each once, without blanks around it; none that is nothing but blanks, and none with control
 * characters, which nobody's name has and the dialer's PHP need not meet.
 */
export const distinctNames = perList((names: readonly string[]): readonly string[] =>
  new Map(names.map((name) => [normalizeKey(name), name.trim()]))
    .values()
    .filter((name) => name !== '' && !/\p{Cc}/u.test(name))
    .toArray(),
);

/** Too many portfolios to name are left out: the rows are narrowed down by the asker. */
const wireQuery = ({ portfolios, profiles, summaries }: CallQuery, window: Period | null) => ({
  from: window?.from,
  to: window?.to,
  portfolios: portfolios && (summaries || portfolios.length <= MOST_SCOPES) ? portfolios : undefined,
  profiles: profiles ?? undefined,
});

/** How many agents one call can name beside the portfolios and profiles it names. */
export function mostAgents(query: CallQuery): number {
  const { portfolios = [], profiles = [] } = wireQuery(query, null);
  return MOST_NAMES - portfolios.length - profiles.length;
}

/** What a query's period is asked for in; null = what the dialer gives by default. Totals need it whole. */
export const windowsFor = ({ period, summaries }: CallQuery): readonly (Period | null)[] =>
  period === null || summaries ? [period] : windowsOf(period);

/**
 * Asks for a query's period window by window, all at once. A row belongs to the window its day lies in: one that two
 * windows give appears once, and twins stay two.
 */
async function inWindows<Answer extends { readonly rows: readonly CallFacts[] }>(
  query: CallQuery,
  ask: (window: Period | null) => Promise<Answer>,
): Promise<Answer[]> {
  return Promise.all(
    windowsFor(query).map(async (window) => {
      if (window === null) return ask(null);
      try {
        const answer = await ask(window);
        return { ...answer, rows: answer.rows.filter((row) => covers(window, row.startedAt)) };
      } catch (error) {
        throw error instanceof UpstreamError ? error.about(`${window.from} to ${window.to}`) : error;
      }
    }),
  );
}

/**
 * A loader whose questions may cover one another: those of a batch are put together where one call answers several,
 * and what an earlier question of the operation covers is not asked again. The asker narrows the answer down.
 */
function coveringLoader<Answer>(fetch: (query: CallQuery) => Promise<Answer>) {
  const asked: { reach: Reach; answer: Promise<Answer> }[] = [];

  const loader = new DataLoader<CallQuery, Answer, string>(
    async (queries) => {
      const reaches = asked.map(({ reach }) => reach);
      for (const query of toAsk(queries, reaches))
        asked.push({ reach: reachOf(query), answer: fetch(query) });
      const answers = queries.map((query) => {
        const wanted = reachOf(query);
        return asked.find(({ reach }) => isCovered(wanted, reach))?.answer ?? fetch(query);
      });
      return (await Promise.allSettled(answers)).map(valueOrError);
    },
    { cacheKeyFn: (query) => JSON.stringify(query) },
  );
  return (query: CallQuery) => loader.load(query);
}

/**
 * What a batch of questions comes down to: those that one call answers put together, without those that are answered
 * by what has been asked already.
 */
export function toAsk(queries: readonly CallQuery[], asked: readonly Reach[]): CallQuery[] {
  const reaches = [...asked];
  const added: CallQuery[] = [];
  const isAsked = (wanted: Reach): boolean => reaches.some((reach) => isCovered(wanted, reach));
  const add = (query: CallQuery): void => {
    const wanted = reachOf(query);
    if (isAsked(wanted)) return;
    reaches.push(wanted);
    added.push(query);
  };
  // Totals go first: their answers hold calls too.
  for (const query of queries) if (query.summaries) add(query);
  for (const query of merged(queries.filter((other) => !isAsked(reachOf(other))))) add(query);
  return added;
}

/** What an answer holds, or a question asks for, in a form that many can be held against. */
export interface Reach {
  readonly scope: string;
  readonly summaries: boolean;
  readonly portfolios: ReadonlySet<string> | null;
  readonly agents: ReadonlySet<string> | null;
}

export const reachOf = (query: CallQuery): Reach => ({
  scope: scopeOf(query),
  summaries: query.summaries,
  portfolios: query.portfolios && normalizedKeys(query.portfolios),
  agents: query.agents && normalizedKeys(query.agents),
});

/** True where an answer holds all that is wanted. */
function isCovered(wanted: Reach, reach: Reach): boolean {
  if (wanted.scope !== reach.scope) return false;
  if (!holds(reach.portfolios, wanted.portfolios) || !holds(reach.agents, wanted.agents)) return false;
  // Totals cannot be narrowed down afterwards.
  return !wanted.summaries || (reach.summaries && reach.portfolios?.size === wanted.portfolios?.size);
}

/**
 * Questions put together, the widest first. Only those that are narrowed down in the same way are: one agent's calls
 * and one portfolio's would become everyone's.
 */
const merged = (queries: readonly CallQuery[]): CallQuery[] =>
  [...Map.groupBy(queries, (query) => `${scopeOf(query)} ${narrowings(query)}`).values()]
    .flatMap(([first, ...others]) =>
      first
        ? [
            {
              ...first,
              portfolios: union([first, ...others].map(({ portfolios }) => portfolios)),
              agents: union([first, ...others].map(({ agents }) => agents)),
            },
          ]
        : [],
    )
    .toSorted((a, b) => narrowings(a).length - narrowings(b).length);

/** In what a question is narrowed down: `a` = agents, `p` = portfolios. */
const narrowings = ({ agents, portfolios }: CallQuery): string =>
  `${agents === null ? '' : 'a'}${portfolios === null ? '' : 'p'}`;

/** What two questions must share to be one: call records hold no profile, so answers for two cannot be told apart. */
const scopeOf = ({ period, profiles }: CallQuery): string =>
  JSON.stringify([period, profiles?.map(normalizeKey).toSorted() ?? null]);

const union = (lists: readonly (readonly string[] | null)[]): readonly string[] | null => {
  const named = lists.filter((list) => list !== null);
  return named.length === lists.length ? distinctNames(named.flat()) : null;
};

const holds = (whole: ReadonlySet<string> | null, part: ReadonlySet<string> | null): boolean =>
  whole === null || (part !== null && part.isSubsetOf(whole));
