/** The finding of a check. `skipped` = it could not be made, or does not apply. */
export type Verdict = 'ok' | 'warning' | 'fault' | 'skipped';

/** One check, in plain words. No text of an upstream, no secret and no personal data is in it. */
export interface Check {
  /** What was checked: `dialer login`, `goGetAllUsers`. */
  readonly name: string;
  readonly verdict: Verdict;
  /** What was found: whole sentences. */
  readonly finding: string;
  /** What to do next. */
  readonly advice?: string;
}

export interface Report {
  /** The worst verdict of all checks. */
  readonly verdict: 'ok' | 'warning' | 'fault';
  readonly counts: Readonly<Record<Verdict, number>>;
  readonly checks: readonly Check[];
}

export const ok = (name: string, finding: string): Check => ({ name, verdict: 'ok', finding });
export const skipped = (name: string, finding: string): Check => ({ name, verdict: 'skipped', finding });
export const warning = (name: string, finding: string, advice: string): Check => ({
  name,
  verdict: 'warning',
  finding,
  advice,
});
export const fault = (name: string, finding: string, advice: string): Check => ({
  name,
  verdict: 'fault',
  finding,
  advice,
});

export function reportOf(checks: readonly Check[]): Report {
  const counts = { ok: 0, warning: 0, fault: 0, skipped: 0 };
  for (const { verdict } of checks) counts[verdict] += 1;
  const verdict = counts.fault > 0 ? 'fault' : counts.warning > 0 ? 'warning' : 'ok';
  return { verdict, counts, checks };
}

/** 0 = nothing wrong, 1 = warnings only, 2 = at least one fault. */
export const exitCodeOf = ({ verdict }: Pick<Report, 'verdict'>): 0 | 1 | 2 =>
  verdict === 'ok' ? 0 : verdict === 'warning' ? 1 : 2;

const WORDS: Readonly<Record<Verdict, string>> = {
  ok: 'ok',
  warning: 'WARNING',
  fault: 'FAULT',
  skipped: 'skipped',
};

/** The one line of a check. */
export const lineOf = ({ name, verdict, finding, advice }: Check): string =>
  `${WORDS[verdict].padEnd(8)} ${name}: ${finding}${advice === undefined ? '' : ` Next: ${advice}`}`;

/** The last line of a report. */
export const summaryOf = ({ checks, counts }: Report): string => {
  const parts = [
    numbered(counts.fault, 'fault'),
    numbered(counts.warning, 'warning'),
    ...(counts.skipped > 0 ? [`${counts.skipped} skipped`] : []),
  ];
  return `${checks.length} checks: ${parts.join(', ')}.`;
};

const numbered = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
