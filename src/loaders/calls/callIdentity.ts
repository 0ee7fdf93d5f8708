/**
 * The identity of call records. The dialer has no key for calls. A call's id is made of the members that do not change
 * later, and of an ordinal, since several calls can be alike in all of them.
 */
import { hash } from 'node:crypto';
import type { CallFacts } from '../../upstream/dialer/calls.ts';

/** The kind of calls: of outbound_cdr, inbound_cdr or agent_cdr. */
export type Kind = 'outbound' | 'inbound' | 'agent';

/** Calls that are already known. Without it, calls that are alike exchange their ids when one of them is corrected. */
export interface KnownCalls {
  /**
   * The contents of the calls that share an identity, by ordinal; undefined if none is known.
   *
   * @param firstId the id with the ordinal 0
   */
  contentsOf(firstId: string): readonly string[] | undefined;
}

/** A secret in the ids of calls, without which a phone number could be found by trying. */
export interface CallIdKey {
  /** Begins to derive the key, since ids may be needed soon: it takes 50 ms, which the event loop need not wait for. */
  readonly prepare: () => void;
  readonly key: () => string;
}

/** What the ids of calls are made of. */
export interface CallIdSource extends CallIdKey {
  readonly known: KnownCalls;
}

/** The members of a call that do not change later, as one text. Calls with equal texts are alike. */
export const identityOf = (kind: Kind, row: CallFacts): string =>
  JSON.stringify([
    kind,
    row.startedAt,
    row.contactNumber,
    row.ownNumber,
    row.agentUsername,
    row.campaignName,
    row.leadId,
    row.uniqueId,
    // The portfolio is part of the identity, because a query may leave other portfolios' rows out: the ordinal must
    // not depend on them.
    row.portfolioText,
  ]);

/** Calls with the same identity, in the order of the rows. */
interface Alike<Row> {
  readonly identity: string;
  readonly alike: Row[];
}

/**
 * Calls by identity. They are sorted, and not keys of a map: V8 interns the texts that are, and interned texts stay until
 * the whole heap is collected. An export would leave one for each of its rows.
 */
export function alikeAmong<Row extends CallFacts>(kind: Kind, rows: readonly Row[]): Alike<Row>[] {
  const sorted = rows
    .map((row) => ({ row, identity: identityOf(kind, row) }))
    .sort((a, b) => (a.identity < b.identity ? -1 : a.identity > b.identity ? 1 : 0));
  const groups: Alike<Row>[] = [];
  for (const { row, identity } of sorted) {
    const last = groups.at(-1);
    if (last?.identity === identity) last.alike.push(row);
    else groups.push({ identity, alike: [row] });
  }
  return groups;
}

/** The id of a call, `2026-05-12:…`: its day and a hash. @param ordinal its place among calls that are alike */
export const callId = (key: string, identity: string, { startedAt }: CallFacts, ordinal: number): string =>
  `${startedAt.slice(0, 10)}:${hash('sha1', `${key}${identity}${ordinal}`, 'base64url')}`;

/** The characters of a short hash: 72 bits. A longer part would keep the whole hash in memory. */
export const SHORT = 12;

/** A hash of the whole content of a call record, 12 characters. */
export const contentOf = (row: CallFacts): string => contentIn(textOf(row));

const contentIn = (text: string): string => hash('sha1', text, 'base64url').slice(0, SHORT);

/** The code may have been translated from the name in `portfolioText`, for some viewers and not for others. */
const textOf = (row: CallFacts): string => JSON.stringify({ ...row, portfolioCode: null });

/** A call among those that are alike. */
export interface Twin<Row> {
  readonly row: Row;
  readonly content: string;
  readonly ordinal: number;
}

/** Calls that are alike, each with its ordinal. */
export interface Twins<Row> {
  readonly twins: readonly Twin<Row>[];
  /** The number of rows with a content that was not known. */
  readonly changed: number;
  /** The number of known contents that no row has. */
  readonly missing: number;
}

/**
 * Gives each of several alike calls its ordinal. A row keeps the ordinal of its content. Rows with other contents take
 * the ordinals whose contents are gone, since they are those calls, corrected; the rest are new calls. The order of the
 * rows does not matter, because the dialer's order may change.
 *
 * @param known the known contents, by ordinal
 */
export function twinsAmong<Row extends CallFacts>(
  rows: readonly Row[],
  known: readonly string[],
): Twins<Row> {
  const sorted = rows
    .map((row) => ({ row, text: textOf(row) }))
    .sort((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : 0))
    .map(({ row, text }) => ({ row, content: contentIn(text) }));
  // The last ordinal of a list is taken first, so that taking one costs the same in a list of any length.
  const free = new Map<string, number[]>();
  for (let ordinal = known.length - 1; ordinal >= 0; ordinal -= 1) {
    const content = known[ordinal] ?? '';
    const list = free.get(content);
    if (list) list.push(ordinal);
    else free.set(content, [ordinal]);
  }
  const placed = sorted.map((one) => ({ ...one, ordinal: free.get(one.content)?.pop() }));
  const left = [...free.values()].flat().toSorted((a, b) => b - a);
  const missing = left.length;
  let next = known.length;
  return {
    twins: placed.map((one) => ({ ...one, ordinal: one.ordinal ?? left.pop() ?? next++ })),
    changed: placed.filter(({ ordinal }) => ordinal === undefined).length,
    missing,
  };
}
