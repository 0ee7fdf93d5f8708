import { execFileSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const entry = z.object({
  resolved: z.string().optional(),
  integrity: z.string().optional(),
  license: z.string().optional(),
  link: z.boolean().default(false),
  dev: z.boolean().default(false),
  devOptional: z.boolean().default(false),
  optionalDependencies: z.record(z.string(), z.string()).default({}),
});

type Entry = z.output<typeof entry>;

/** The packages of a lock file, by installation path, without the project itself. */
function packagesIn(file: string): ReadonlyMap<string, Entry> {
  const lock = z
    .object({ packages: z.record(z.string(), entry) })
    .parse(JSON.parse(readFileSync(join(ROOT, file), 'utf8')));
  return new Map(Object.entries(lock.packages).filter(([path]) => path !== ''));
}

const LOCKS = globSync('**/package-lock.json', { cwd: ROOT, exclude: ['**/node_modules/**'] });

/** True if a package can import another. As in Node, each node_modules folder up to the root is searched. */
function finds(packages: ReadonlyMap<string, Entry>, from: string, name: string): boolean {
  const path = `${from === '' ? '' : `${from}/`}node_modules/${name}`;
  if (packages.has(path)) return true;
  return from !== '' && finds(packages, from.replace(/(?:^|\/)node_modules\/(?:@[^/]+\/)?[^/]+$/, ''), name);
}

test('the lock files are found', () => {
  expect(LOCKS.toSorted()).toEqual(['package-lock.json', 'test/federation/gateways/package-lock.json']);
});

describe.each(LOCKS)('%s', (file) => {
  const packages = packagesIn(file);
  const fetched = [...packages].filter(([, { link }]) => !link);

  test('has the hash of each package', () => {
    const without = fetched.filter(([, { integrity }]) => !integrity?.startsWith('sha512-'));
    expect(without.map(([path]) => path)).toEqual([]);
    expect(fetched.length).toBeGreaterThan(400);
  });

  test('names only the public registry', () => {
    const elsewhere = fetched.filter(
      ([, { resolved }]) => resolved !== undefined && !resolved.startsWith('https://registry.npmjs.org/'),
    );
    expect(elsewhere.map(([path]) => path)).toEqual([]);
  });

  test('has the optional binaries of every platform', () => {
    const missing = [...packages].flatMap(([path, { optionalDependencies }]) =>
      Object.keys(optionalDependencies).filter((name) => !finds(packages, path, name)),
    );
    expect(missing).toEqual([]);
  });
});

/** Licences whose only condition is that their text is kept. */
const PERMISSIVE = new Set([
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'ISC',
  'MIT',
]);

test('dependencies have permissive licences only', () => {
  const shipped = [...packagesIn('package-lock.json')].filter(
    ([, { dev, devOptional }]) => !dev && !devOptional,
  );
  const others = shipped.filter(([, { license = 'none' }]) => !PERMISSIVE.has(license));
  expect(others.map(([path, { license }]) => `${path}: ${license}`)).toEqual([]);
  expect(shipped.length).toBeGreaterThan(50);
});

test(
  'the bill of materials lists what is shipped, and nothing of development alone',
  { timeout: 60_000 },
  () => {
    const listed = z
      .object({ components: z.array(z.object({ group: z.string().optional(), name: z.string() })) })
      .parse(
        JSON.parse(execFileSync(process.execPath, [join(ROOT, 'tools/sbom/main.ts')], { encoding: 'utf8' })),
      )
      .components.map(({ group, name }) => (group === undefined ? name : `${group}/${name}`));
    const { dependencies, devDependencies } = z
      .object({
        dependencies: z.record(z.string(), z.string()),
        devDependencies: z.record(z.string(), z.string()),
      })
      .parse(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')));
    expect(listed).toEqual(expect.arrayContaining(Object.keys(dependencies)));
    expect(listed).not.toEqual(expect.arrayContaining(['vitest']));
    expect(Object.keys(devDependencies)).toContain('vitest');
  },
);
