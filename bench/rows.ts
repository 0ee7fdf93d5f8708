import { fork } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DAY, outboundCalls } from './table/loads.ts';

/** The figures that a measured process reports. */
interface Measured {
  readonly rows: number;
  readonly milliseconds: number;
  readonly cpuMilliseconds: number;
  readonly peakMegabytes: number;
}

/**
 * A day of 10,000 outbound calls × 15 fields through the whole server, and 100,000 calls in groups. The baseline of
 * each is JSON.parse + JSON.stringify of the same body. Every measurement runs in its own process.
 */
export async function benchRows(): Promise<void> {
  for (const [kind, count] of [
    ['fields', 10_000],
    ['groups', 100_000],
  ] as const) {
    const body = outboundCalls(count, DAY);
    const dialer = createServer((_, response) => {
      response.writeHead(200, { 'content-type': 'text/html; charset=UTF-8' }).end(body);
    });
    await new Promise<void>((resolve) => dialer.listen(0, '127.0.0.1', resolve));
    const address: AddressInfo | string | null = dialer.address();
    if (address === null || typeof address === 'string') throw new Error('The dialer does not listen.');
    const url = `http://127.0.0.1:${address.port}`;

    const megabytes = (Buffer.byteLength(body) / 1e6).toFixed(1);
    console.log(
      kind === 'fields'
        ? `A day of ${count} outbound calls × 15 fields (${megabytes} MB)`
        : `${count} outbound calls grouped by campaign and disposition (${megabytes} MB)`,
    );
    const ours = await measured(kind, url);
    const baseline = await measured('json', url);
    console.log(`  this server            ${line(ours)}`);
    console.log(`  parse + stringify      ${line(baseline)}`);
    const ratio = ours.cpuMilliseconds / baseline.cpuMilliseconds;
    console.log(`  ratio                  ${ratio.toFixed(1)} × the CPU\n`);
    dialer.closeAllConnections();
    dialer.close();
  }
}

const measured = (kind: string, url: string): Promise<Measured> =>
  new Promise((resolve, reject) => {
    const child = fork(new URL('rowsProcess.ts', import.meta.url), [kind, url, DAY], {
      env: { ...process.env, NODE_ENV: 'production' },
    });
    child.once('message', (message) => resolve(parsed(message)));
    child.once('exit', (code) => reject(new Error(`The measured process exited with code ${code}.`)));
  });

function parsed(message: unknown): Measured {
  const figures = Object.entries(Object(message));
  const figure = (name: string): number => Number(figures.find(([key]) => key === name)?.[1]);
  return {
    rows: figure('rows'),
    milliseconds: figure('milliseconds'),
    cpuMilliseconds: figure('cpuMilliseconds'),
    peakMegabytes: figure('peakMegabytes'),
  };
}

const line = ({ rows, milliseconds, cpuMilliseconds, peakMegabytes }: Measured): string =>
  [
    `${Math.round((rows / milliseconds) * 1000)
      .toLocaleString('en')
      .padStart(9)} rows/s`,
    `${cpuMilliseconds.toFixed(0).padStart(5)} ms CPU`,
    `${peakMegabytes.toFixed(0).padStart(4)} MB peak RSS`,
  ].join(', ');
