/**
 * Figures of reports and of the carrier's records, computed again: plain loops over rows as they are on the wire. Each
 * has the name of its field. None of this program's code is used.
 */

export type Cell = string | number | null | undefined;
export type WireRow = Readonly<Record<string, Cell>>;

export interface PlainRatio {
  readonly numerator: number;
  readonly denominator: number;
}

/** A number: 34, "34", "1,234"; null for nothing and for anything else. */
function numberIn(cell: Cell): number | null {
  if (cell === null || cell === undefined) return null;
  const digits = String(cell).split(',').join('').trim();
  if (digits === '') return null;
  const number = Number(digits);
  return Number.isNaN(number) ? null : number;
}

/** A whole number that GraphQL can hold, 0 or more. */
export function countIn(cell: Cell): number | null {
  const number = numberIn(cell);
  return number === null || number < 0 || number > 2_147_483_647 ? null : number;
}

/** Seconds: as a number, or as 00:00:47. */
export function secondsIn(cell: Cell): number | null {
  if (typeof cell !== 'string' || !cell.includes(':')) return countIn(cell);
  let seconds = 0;
  for (const part of cell.split(':')) seconds = 60 * seconds + Number(part);
  return seconds;
}

/** What a report has of each agent, and how it is read. */
const ACTIVITY = {
  availableSeconds: ['avalible', secondsIn],
  talkSeconds: ['talk', secondsIn],
  afterCallSeconds: ['aftercall', secondsIn],
  totalCalls: ['total_calls', countIn],
  pauseSeconds: ['pause', secondsIn],
  sales: ['sales', countIn],
} as const;
export type Figure = keyof typeof ACTIVITY;
export const FIGURES_OF_AGENTS: readonly Figure[] = [
  'availableSeconds',
  'talkSeconds',
  'afterCallSeconds',
  'totalCalls',
  'pauseSeconds',
  'sales',
];

export type Activity = Record<Figure, number | null> & { readonly user: string; idle: number | null };

/** The figures of each row of a report. */
export function activityOf(row: WireRow): Activity {
  const activity: Activity = {
    user: String(row['user']),
    idle: secondsIn(row['avail_between_calls']),
    availableSeconds: null,
    talkSeconds: null,
    afterCallSeconds: null,
    totalCalls: null,
    pauseSeconds: null,
    sales: null,
  };
  for (const figure of FIGURES_OF_AGENTS) {
    const [member, read] = ACTIVITY[figure];
    activity[figure] = read(row[member]);
  }
  return activity;
}

/** The figures of each agent: a figure that one of the rows lacks is null. */
export function activityByAgent(rows: readonly WireRow[]): Activity[] {
  const agents: Record<string, Activity[]> = {};
  for (const row of rows) (agents[String(row['user']).toLowerCase()] ??= []).push(activityOf(row));
  const sums: Activity[] = [];
  for (const own of Object.values(agents)) {
    const [first] = own;
    if (!first) continue;
    const sum: Activity = { ...first };
    for (const figure of FIGURES_OF_AGENTS) {
      let total: number | null = 0;
      for (const row of own)
        total = total === null || row[figure] === null ? null : total + (row[figure] ?? 0);
      sum[figure] = total;
    }
    let calls = 0;
    let idle: number | null = 0;
    for (const row of own) {
      if (row.totalCalls === 0) continue;
      if (row.totalCalls === null || row.idle === null || idle === null) idle = null;
      else {
        calls += row.totalCalls;
        idle += row.idle * row.totalCalls;
      }
    }
    if (own.length > 1) sum.idle = idle === null ? null : calls === 0 ? 0 : Math.round(idle / calls);
    sums.push(sum);
  }
  return sums;
}

export function occupancyOf({
  talkSeconds,
  afterCallSeconds,
  availableSeconds,
}: Activity): PlainRatio | null {
  if (talkSeconds === null || afterCallSeconds === null || availableSeconds === null) return null;
  const busy = talkSeconds + afterCallSeconds;
  return { numerator: busy, denominator: busy + availableSeconds };
}

export function averageHandleOf({ talkSeconds, afterCallSeconds, totalCalls }: Activity): number | null {
  if (talkSeconds === null || afterCallSeconds === null || !totalCalls) return null;
  return (talkSeconds + afterCallSeconds) / totalCalls;
}

/** One figure of a report's summary: null if a row lacks it. */
export function summaryOf(rows: readonly Activity[], figure: Figure): Record<string, number | null> {
  let [sum, most, least] = [0, -Infinity, Infinity];
  for (const row of rows) {
    const value = row[figure];
    if (value === null) return { SUM: null, AVERAGE: null, MAX: null, MIN: null };
    sum += value;
    if (value > most) most = value;
    if (value < least) least = value;
  }
  return { SUM: sum, AVERAGE: sum / rows.length, MAX: most, MIN: least };
}

/** The time under each pause code, in lower case. */
export function pauseTotals(rows: readonly WireRow[], codes: readonly string[]): Record<string, number> {
  const totals: Record<string, number> = {};
  for (const row of rows)
    for (const [name, cell] of Object.entries(row)) {
      const code = name.toLowerCase();
      const seconds = secondsIn(cell);
      if (codes.includes(code) && seconds !== null) totals[code] = (totals[code] ?? 0) + seconds;
    }
  return totals;
}

/** The share of a campaign's leads that are no longer pending. */
export function penetrationOf(row: WireRow): PlainRatio | null {
  const [total, pending] = [countIn(row['total_leads']), countIn(row['pending'])];
  if (total === null || pending === null || pending > total) return null;
  return { numerator: total - pending, denominator: total };
}

/** The outbound calls to a number of ten digits from a day on. */
export function attemptsTo(number: string, rows: readonly WireRow[], fromDay: string): number {
  let attempts = 0;
  for (const row of rows) {
    const day = String(row['call_date']).slice(0, 10);
    const digits = String(row['dst'] ?? '').replaceAll(/\D/g, '');
    if (/^\d{4}-\d\d-\d\d$/.test(day) && day >= fromDay && digits.slice(-10) === number) attempts += 1;
  }
  return attempts;
}

/** The mean opinion score of records: 0 and less is no measurement. */
export function averageScore(records: readonly WireRow[]): number | null {
  let [sum, measured] = [0, 0];
  for (const { mos } of records) {
    const score = numberIn(mos);
    if (score === null || score <= 0) continue;
    sum += score;
    measured += 1;
  }
  return measured === 0 ? null : sum / measured;
}

/** Records with their disposition and direction, as keys of groups. */
export function recordGroups(records: readonly WireRow[]): Record<string, WireRow[]> {
  const groups: Record<string, WireRow[]> = {};
  for (const record of records) {
    const { disposition, direction } = record;
    const way = direction === 'IN' ? 'inbound' : direction === 'OUT' ? 'outbound' : null;
    const key = JSON.stringify([disposition ? String(disposition).toLowerCase() : null, way]);
    (groups[key] ??= []).push(record);
  }
  return groups;
}

/** The figures of calls of which each number has one call and at most one record near it. */
export function carrierFigures(calls: readonly WireRow[], records: ReadonlyMap<string, WireRow>) {
  const matched: WireRow[] = [];
  for (const call of calls) {
    const record = records.get(String(call['dst']));
    if (record && record['near'] === 1) matched.push(record);
  }
  let [answered, known] = [0, 0];
  for (const { disposition } of matched) {
    if (!disposition) continue;
    known += 1;
    if (String(disposition).toLowerCase() === 'answered') answered += 1;
  }
  return {
    matched: { numerator: matched.length, denominator: calls.length },
    answered: { numerator: answered, denominator: known },
    averageMeanOpinionScore: averageScore(matched),
  };
}
