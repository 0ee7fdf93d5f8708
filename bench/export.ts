/**
 * A million calls exported from a remembered window: `node bench/export.ts [calls]`. The first export reads the dialer's
 * answer, and is the warm-up of the others. Then a tenth of them, with an agent and a campaign reached from each.
 */
import { fork } from 'node:child_process';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { campaigns, DAY, FIELDS, outboundCallParts, users } from './table/loads.ts';

/** The server's memory in megabytes, and its CPU time, as its process reports them. */
interface Seen {
  readonly rss: number;
  /** The old part of V8's heap: what grows here stays until the whole heap is collected. */
  readonly old: number;
  readonly cpuMs: number;
}

/** Objects that are reached from each row: by the list of agents, and by that of campaigns. */
const REFERENCES = ['startedAt', 'disposition', 'agent { name }', 'campaign { name }'];

const queryOf = (fields: readonly string[]): string =>
  `{ outboundCalls(period: { from: "${DAY}", to: "${DAY}" }) { nodes { ${fields.join(' ')} } } }`;

/** A dialer with some calls. */
async function startDialer(calls: number): Promise<Server> {
  const dialer = createServer((incoming, response) => {
    void text(incoming).then((body) => {
      response.writeHead(200, { 'content-type': 'text/html; charset=UTF-8' });
      switch (new URLSearchParams(body).get('goAction')) {
        case 'goGetAllUsers':
          return response.end(users());
        case 'goGetAllCampaigns':
          return response.end(campaigns());
        default:
          return Readable.from(outboundCallParts(calls)).pipe(response);
      }
    });
  });
  await new Promise<void>((resolve) => dialer.listen(0, '127.0.0.1', resolve));
  return dialer;
}

/** An export that is asked for. */
interface Wanted {
  readonly url: string;
  readonly accept: string;
  readonly query: string;
}

/** Exports all calls. @param onPart called with the bytes of each part @returns the seconds that it took */
function exported({ url, accept, query }: Wanted, onPart: (bytes: number) => void): Promise<number> {
  return new Promise((resolve, reject) => {
    const began = performance.now();
    const sent = request(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept },
    });
    sent.once('error', reject);
    sent.once('response', (response) => {
      if (response.statusCode !== 200) reject(new Error(`HTTP ${response.statusCode}`));
      response.on('data', (part: Buffer) => onPart(part.length));
      response.once('error', reject);
      response.once('end', () => resolve((performance.now() - began) / 1000));
    });
    sent.end(JSON.stringify({ query }));
  });
}

export interface ExportFigures {
  readonly bytes: number;
  /** The most minus the least during the export, in megabytes. */
  readonly rssSpread: number;
  readonly oldSpread: number;
}

const spreadOf = (sizes: readonly number[]): number => Math.max(...sizes) - Math.min(...sizes);

/**
 * Exports all calls once, then from the remembered window.
 *
 * @param formats the formats of the later exports
 * @returns the figures of each export
 */
export async function exportFigures(
  calls: number,
  formats: readonly string[],
  print: (line: string) => void,
  fields: readonly string[] = FIELDS,
): Promise<ExportFigures[]> {
  const dialer = await startDialer(calls);
  const address: AddressInfo | string | null = dialer.address();
  if (address === null || typeof address === 'string') throw new Error('The dialer does not listen.');
  const child = fork(new URL('exportProcess.ts', import.meta.url), [`http://127.0.0.1:${address.port}`], {
    env: { ...process.env, NODE_ENV: 'production' },
  });
  const next = (): Promise<unknown> => new Promise((resolve) => child.once('message', resolve));
  const url = String(await next());
  const look = async (): Promise<Seen> => {
    child.send('look');
    const seen: { rss?: unknown; old?: unknown; cpuMs?: unknown } = Object(await next());
    return { rss: Number(seen.rss), old: Number(seen.old), cpuMs: Number(seen.cpuMs) };
  };
  const query = queryOf(fields);
  print(`${calls} calls × ${fields.length} fields`);
  const all: ExportFigures[] = [];
  for (const accept of ['text/csv', ...formats]) {
    const before = await look();
    let bytes = 0;
    const sizes: Seen[] = [];
    const timer = setInterval(() => void look().then((seen) => sizes.push(seen)), 100);
    const seconds = await exported({ url, accept, query }, (length) => (bytes += length));
    clearInterval(timer);
    const after = await look();
    const figures = {
      bytes,
      rssSpread: spreadOf(sizes.map(({ rss }) => rss)),
      oldSpread: spreadOf(sizes.map(({ old }) => old)),
    };
    print(
      `  ${(all.length === 0 ? 'first, nothing remembered' : accept).padEnd(28)} ${Math.round(calls / seconds)} rows/s, ${Math.round(bytes / 1e6)} MB in ${seconds.toFixed(1)} s, ` +
        `${Math.round(after.cpuMs - before.cpuMs)} ms CPU, RSS ${Math.round(before.rss)} MB before, ` +
        `spread ${figures.rssSpread.toFixed(1)} MB, of the old heap ${figures.oldSpread.toFixed(1)} MB`,
    );
    all.push(figures);
  }
  child.send('end');
  dialer.closeAllConnections();
  dialer.close();
  return all;
}

const printed = (line: string): void => console.log(line);

/** Prints the figures of a million calls, and of a tenth of them with objects reached from each row. */
export async function benchExport(calls = 1_000_000): Promise<void> {
  const formats = [...Array.from({ length: 5 }, () => 'text/csv'), 'application/x-ndjson'];
  await exportFigures(calls, formats, printed);
  await exportFigures(calls / 10, ['text/csv', 'text/csv', 'application/x-ndjson'], printed, REFERENCES);
}

if (import.meta.main) {
  const [calls] = process.argv.slice(2).map(Number);
  await benchExport(calls);
}
