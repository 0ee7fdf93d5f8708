import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { emptyFolder, settings, start, startDialer, startMain } from '../support/program.ts';

/** Prints the packages that the server loads, and how many copies there are of each. */
const LOADED = `
  import { registerHooks } from 'node:module';
  const copies = new Map();
  registerHooks({
    load(url, context, next) {
      const [folder, name] = /.*\\/node_modules\\/((?:@[^/]+\\/)?[^/]+)/.exec(url) ?? [];
      if (name) copies.set(name, (copies.get(name) ?? new Set()).add(folder));
      return next(url, context);
    },
  });
  await import(process.argv[1]);
  const counts = [...copies].map(([name, of]) => [name, of.size]);
  process.stdout.write(JSON.stringify(Object.fromEntries(counts)));
`;

test('loads one copy of each large package, and not those that few servers need', async () => {
  const server = fileURLToPath(new URL('../../src/serve.ts', import.meta.url));
  const program = start(process.execPath, ['--input-type=module', '-e', LOADED, server], {});
  expect(await program.ended).toMatchObject({ code: 0 });
  const copies = z.record(z.string(), z.number()).parse(JSON.parse(program.stdout()));
  expect(copies).toMatchObject({
    graphql: 1,
    undici: 1,
    zod: 1,
    'libphonenumber-js': 1,
    '@graphql-tools/utils': 1,
  });
  const needed = Object.keys(copies);
  for (const name of ['jose', 'piscina', 'rate-limiter-flexible', '@graphql-yoga/render-graphiql', 'bson'])
    expect(needed).not.toContain(name);
});

/** Megabytes of a process that are in memory: now, or at most so far. */
const residentMb = (pid: number, when: 'VmRSS' | 'VmHWM'): number =>
  Number(new RegExp(`^${when}:\\s+(\\d+) kB$`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) /
  1024;

test.runIf(process.platform === 'linux')('gives back the memory that its start has needed', async () => {
  const program = startMain(settings(await startDialer()), emptyFolder());
  await program.ready();
  // 130 MB of 170 on an idle machine. Another machine needs more or less, and gives back as large a part.
  await expect
    .poll(() => residentMb(program.pid, 'VmRSS'))
    .toSatisfy((megabytes: number) => megabytes < Math.max(145, 0.88 * residentMb(program.pid, 'VmHWM')));
});
