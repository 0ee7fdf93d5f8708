/** Loads a file with faulty rows through the real server, and kills the loader on its way. */
import { readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { keysText, testFile } from '../support/keysFile.ts';
import { simulatorForThisTest, startLeadApi, until } from '../support/leadApi.ts';
import { start, type Program } from '../support/program.ts';
import { csvFile, linesOf, resultsPath } from './running.ts';

const KEY = 'loader-key-0123456789';
const LOADER = fileURLToPath(new URL('../../tools/load/main.ts', import.meta.url));

/** Three rows in a hundred are faulty: a day that is none, a number that the server refuses, a cell too few. */
const rowText = (row: number): string => {
  const vendorCode = `v-${row}`;
  const phone = `727${5_000_000 + row}`;
  switch (row % 100) {
    case 17:
      return `${phone},${vendorCode},Ana,31.12.1980`;
    case 50:
      return `12,${vendorCode},Ana,1980-12-31`;
    case 83:
      return `${phone},${vendorCode}`;
    default:
      return `${phone},${vendorCode},Ana,1980-12-31`;
  }
};

const isFaulty = (row: number): boolean => [17, 50, 83].includes(row % 100);

/** The resident memory of a process, in megabytes: now (VmRSS), or at most so far (VmHWM); 0 if it has just ended. */
const megabytesOf = ({ pid }: Program, what: 'VmRSS' | 'VmHWM'): number =>
  Number(new RegExp(`${what}:\\s*(\\d+) kB`).exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) /
  1000;

/** Counts the rows of a results file. It is asked every few milliseconds, so that it reads the file if that has grown. */
function rowCounter(path: string): () => number {
  let size = 0;
  let rows = 0;
  return () => {
    const now = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
    if (now !== size) rows = readFileSync(path, 'utf8').split('\n').length - 2;
    size = now;
    return rows;
  };
}

/** What was measured. Memory is Linux's alone; 0 elsewhere. */
export interface Figures {
  readonly rowsPerSecond: number;
  /** Of the loader, in megabytes: at a tenth of the last run, and the most of it. */
  readonly early: number;
  readonly most: number;
}

/**
 * Loads so many rows, killing the loader once each of these shares of them has its verdict; then lets it end.
 *
 * Holds that each row has one verdict, and each sound one is one lead of the dialer's.
 */
export async function killedAndResumed(rows: number, killsAt: readonly number[]): Promise<Figures> {
  const simulator = await simulatorForThisTest();
  const api = await startLeadApi(simulator, {
    API_KEYS_FILE: testFile(keysText({ [KEY]: { scopes: ['leads:write'] } })).path,
    LOG_LEVEL: 'silent',
  });
  const numbers = Array.from({ length: rows }, (_, index) => index + 1);
  const file = csvFile(['Phone,Vendor Code,First Name,DOB', ...numbers.map(rowText), ''].join('\r\n'));
  const results = resultsPath(file);
  const rowsTold = rowCounter(results);
  const env = { API_URL: `${api.url}/graphql`, API_KEY: KEY };
  const startLoader = (): Program =>
    start(process.execPath, [LOADER, file, '--list', '101', '--set', 'source=test'], env);

  for (const share of killsAt) {
    const loader = startLoader();
    await until('some rows have a verdict', () => rowsTold() >= share * rows, 300_000);
    loader.kill('SIGKILL');
    expect(await loader.ended).toMatchObject({ signal: 'SIGKILL' });
    expect(rowsTold()).toBeLessThan(rows);
  }

  const before = rowsTold();
  const startedAt = performance.now();
  const loader = startLoader();
  await until('it goes on', () => rowsTold() > before + (rows - before) / 10, 300_000);
  const isLinux = process.platform === 'linux';
  const early = isLinux ? megabytesOf(loader, 'VmRSS') : 0;
  let most = early;
  const watching = setInterval(() => {
    try {
      most = Math.max(most, isLinux ? megabytesOf(loader, 'VmHWM') : 0);
    } catch {
      // It has ended.
    }
  }, 20);
  const end = await loader.ended;
  clearInterval(watching);
  const seconds = (performance.now() - startedAt) / 1000;

  expect(loader.stderr()).toBe('');
  // Some rows were rejected.
  expect(end).toEqual({ code: 1, signal: null });
  const lines = linesOf(results);
  expect(lines.map(({ row }) => row).toSorted((a, b) => a - b)).toEqual(numbers);
  const rejected = lines.filter(({ outcome }) => outcome === 'REJECTED').map(({ row }) => row);
  expect(new Set(rejected)).toEqual(new Set(numbers.filter(isFaulty)));
  const leadIdOf = new Map(
    lines.filter(({ outcome }) => outcome === 'ADDED').map(({ row, lead_id }) => [`v-${row}`, lead_id]),
  );
  const stored = simulator.leads.filter(
    ({ sourceId, vendorLeadCode }) => sourceId === '' && leadIdOf.has(vendorLeadCode),
  );
  // No row twice, none lost, and each with the lead that was made of it.
  expect(new Map(stored.map(({ vendorLeadCode, leadId }) => [vendorLeadCode, String(leadId)]))).toEqual(
    leadIdOf,
  );
  expect(stored.length).toBe(leadIdOf.size);
  expect(simulator.leads.filter(({ vendorLeadCode }) => /^v-\d+$/.test(vendorLeadCode)).length).toBe(
    rows - rejected.length,
  );
  return { rowsPerSecond: (rows - before) / seconds, early, most };
}
