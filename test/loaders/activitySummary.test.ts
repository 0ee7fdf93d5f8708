import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { activitySummary } from '../../src/loaders/activitySummary.ts';
import { exportAgentReport } from '../../src/upstream/dialer/report/agentReports.ts';

const transcript = z
  .object({ response: z.unknown() })
  .parse(JSON.parse(readFileSync(new URL('../transcripts/exportAgentReport.json', import.meta.url), 'utf8')));
const { model: documented } = await exportAgentReport.response(transcript.response);

describe('activitySummary', () => {
  test('is the summary the documents show, of the rows they show', () => {
    expect(documented.agents.rows).toHaveLength(2);
    const [sum, average, max, min] = documented.summary.rows;
    const [first, last] = documented.agents.rows;
    // What the document calls "Max" is its last row, whose figures are not all the largest.
    expect(last).toMatchObject({ totalCalls: max?.totalCalls, talkSeconds: max?.talkSeconds });
    const largest = {
      ...max,
      availableSeconds: first?.availableSeconds,
      talkSeconds: first?.talkSeconds,
      talkAndAvailableSeconds: first?.talkAndAvailableSeconds,
      totalCalls: first?.totalCalls,
      loginSeconds: first?.loginSeconds,
    };
    // The documented rows have no wp_sec, of which the dialer makes 0.
    const expected = [sum, average, largest, min].map((row) => ({ ...row, wrapUpSeconds: null }));
    expect(activitySummary(documented.agents.rows)).toEqual(expected);
  });

  test('has nothing to say of no rows, as the dialer', () => {
    expect(activitySummary([])).toEqual([]);
  });

  test('is the row itself where there is one, four times, and a figure it lacks is null', () => {
    const [row] = documented.agents.rows;
    const summary = activitySummary(row ? [row] : []);
    expect(summary.map(({ kind }) => kind)).toEqual(['SUM', 'AVERAGE', 'MAX', 'MIN']);
    for (const { kind: _kind, wrapUpSeconds, ...figures } of summary) {
      expect(row).toMatchObject(figures);
      expect(wrapUpSeconds).toBeNull();
    }
  });

  test('takes more rows than a call takes arguments', () => {
    const rows = Array.from({ length: 100_000 }, () => documented.agents.rows).flat();
    const summary = activitySummary(rows);
    expect(summary.map(({ totalCalls }) => totalCalls)).toEqual([98_300_000, 491.5, 684, 299]);
  });
});
