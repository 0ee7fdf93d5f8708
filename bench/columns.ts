import { fork } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { DAY, outboundCallParts } from './table/loads.ts';

/** The figures that a measured process reports, by name. */
type Figures = Readonly<Record<string, number>>;

/**
 * Large days of calls through the whole server, in a process of its own: the first ten calls while nothing is
 * remembered and from memory, groups, how long /health waits meanwhile, and the memory above that of the idle server.
 * The baseline is JSON.parse + pick + JSON.stringify of the same body in the same run.
 */
export async function benchColumns(
  sizes: readonly number[] = [10_000, 100_000, 500_000, 1_320_000],
): Promise<void> {
  for (const count of sizes) {
    const dialer = createServer((_, response) => {
      response.writeHead(200, { 'content-type': 'text/html; charset=UTF-8' });
      // Streamed, so that a large day need not fit into memory here.
      Readable.from(outboundCallParts(count)).pipe(response);
    });
    await new Promise<void>((resolve) => dialer.listen(0, '127.0.0.1', resolve));
    const address: AddressInfo | string | null = dialer.address();
    if (address === null || typeof address === 'string') throw new Error('The dialer does not listen.');
    const url = `http://127.0.0.1:${address.port}`;
    console.log(`A day of ${count} outbound calls`);
    // A larger day does not fit into one string.
    const baseline = count > 1_000_000 ? {} : await measured('baseline', url);
    const ours = await measured('server', url);
    for (const [name, value] of Object.entries({ ...baseline, ...ours }))
      console.log(`  ${name.padEnd(52)} ${value.toFixed(1).padStart(9)}`);
    const [parsed = NaN] = Object.values(baseline);
    for (const [name, value] of Object.entries(ours))
      if (name.includes('not remembered'))
        console.log(`  ${`${name} / baseline`.padEnd(52)} ${(value / parsed).toFixed(2).padStart(9)}`);
    console.log('');
    dialer.closeAllConnections();
    dialer.close();
  }
}

const measured = (kind: string, url: string): Promise<Figures> =>
  new Promise((resolve, reject) => {
    const child = fork(new URL('columnsProcess.ts', import.meta.url), [kind, url, DAY], {
      env: { ...process.env, NODE_ENV: 'production' },
      execArgv: ['--expose-gc'],
    });
    child.once('message', (message) => resolve(figuresIn(message)));
    child.once('exit', (code) => reject(new Error(`The measured process exited with code ${code}.`)));
  });

const figuresIn = (message: unknown): Figures =>
  Object.fromEntries(Object.entries(Object(message)).map(([name, value]) => [name, Number(value)]));

if (import.meta.main) {
  const sizes = process.argv.slice(2).map(Number);
  await (sizes.length > 0 ? benchColumns(sizes) : benchColumns());
}
