import { globSync, readFileSync } from 'node:fs';
import { dirname, join, posix, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** One import or re-export of a source file. */
interface Import {
  /** The file it stands in, from the root: `src/graph/agent/agent.ts`. */
  readonly from: string;
  /** What it names: a file from the root, or a package. */
  readonly to: string;
  /** True where only types come over. */
  readonly typesOnly: boolean;
}

const STATEMENT = /^(?:import|export)\s+(type\s+)?(?:([^;'"]*?)\s*from\s*)?['"]([^'"]+)['"]/gm;
const DYNAMIC = /\b(?:import|require)\(\s*['"`]([^'"`]+)['"`]/g;

/** The imports in a source text, static and dynamic. */
function importsIn(from: string, text: string): Import[] {
  const statics = [...text.matchAll(STATEMENT)].map(([, type, names = '', target = '']) => ({
    from,
    to: resolved(from, target),
    typesOnly: type !== undefined || onlyTypesNamed(names),
  }));
  const dynamics = [...text.matchAll(DYNAMIC)].map(([, target = '']) => ({
    from,
    to: resolved(from, target),
    typesOnly: false,
  }));
  return [...statics, ...dynamics];
}

/** `{ type A, type B }` */
function onlyTypesNamed(names: string): boolean {
  const listed = /^\{([\s\S]*)\}$/.exec(names.trim())?.[1];
  if (listed === undefined) return false;
  const each = listed
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  return each.length > 0 && each.every((name) => name.startsWith('type '));
}

const resolved = (from: string, target: string): string =>
  target.startsWith('.') ? posix.join(posix.dirname(from), target) : target;

const FILES = globSync('src/**/*.ts', { cwd: ROOT })
  .map((file) => file.split(sep).join(posix.sep))
  .sort();

const textOf = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

/** Source without comments, so that a word about a thing is not taken for its use. */
const code = (file: string): string =>
  textOf(file)
    .replaceAll(/\/\*[\s\S]*?\*\//g, '')
    .replaceAll(/(^|\s)\/\/.*$/gm, '$1');

/** The files whose code holds a pattern. */
const filesWith = (pattern: RegExp): string[] => FILES.filter((file) => pattern.test(code(file)));

const IMPORTS = FILES.flatMap((file) => importsIn(file, textOf(file)));

const inside = (file: string, folder: string): boolean => file.startsWith(`src/${folder}/`);
const isPackage = (target: string): boolean => !target.startsWith('src/');

/** `src/graph/agent/agent.ts → src/server/log.ts`, for each import that a rule forbids. */
const offences = (forbidden: (one: Import) => boolean): string[] =>
  IMPORTS.filter(forbidden).map(({ from, to }) => `${from} → ${to}`);

describe('the reader of imports', () => {
  test('sees each kind', () => {
    const text = [
      "import './a.ts';",
      "import b from '../b.ts';",
      "import * as c from 'c';",
      'import {\n  d,\n  type D,\n} from "x";',
      "import type { E } from '@scope/e';",
      "import { type F, type G } from '../../f.ts';",
      "export * from './g.ts';",
      "export type { H } from './h.ts';",
      "const i = await import('../i.ts');",
    ].join('\n');
    expect(importsIn('src/graph/x.ts', text).map(({ to, typesOnly }) => [to, typesOnly])).toEqual([
      ['src/graph/a.ts', false],
      ['src/b.ts', false],
      ['c', false],
      ['x', false],
      ['@scope/e', true],
      ['f.ts', true],
      ['src/graph/g.ts', false],
      ['src/graph/h.ts', true],
      ['src/i.ts', false],
    ]);
  });

  test('finds this program', () => {
    expect(FILES).toContain('src/main.ts');
    expect(IMPORTS).toContainEqual({ from: 'src/main.ts', to: 'src/server/server.ts', typesOnly: false });
    // Every file that is imported is there, so that no path is misread.
    const missing = IMPORTS.filter(({ to }) => !isPackage(to) && !FILES.includes(to));
    expect(missing).toEqual([]);
    expect(relative(ROOT, dirname(fileURLToPath(import.meta.url)))).toBe(join('test', 'architecture'));
  });
});

describe('data flows one way: main → server → graph → loaders, leads → upstream', () => {
  const LAYERS: Readonly<Record<string, readonly string[]>> = {
    upstream: ['upstream'],
    loaders: ['loaders', 'upstream'],
    leads: ['leads', 'upstream'],
    graph: ['graph', 'access', 'plan', 'loaders', 'leads', 'upstream'],
    server: ['server', 'graph', 'access', 'plan', 'loaders', 'leads', 'upstream'],
  };

  test.each(Object.entries(LAYERS))('%s imports only from %j', (layer, allowed) => {
    expect(FILES.some((file) => inside(file, layer))).toBe(true);
    const forbidden = offences(
      ({ from, to, typesOnly }) =>
        inside(from, layer) &&
        !isPackage(to) &&
        !allowed.some((folder) => inside(to, folder)) &&
        // The server is given the configuration: it knows its shape.
        !(layer === 'server' && to === 'src/config.ts' && typesOnly),
    );
    expect(forbidden).toEqual([]);
  });

  test('loaders know no package but dataloader, and of Node only what does no input or output', () => {
    const known = new Set(['dataloader', 'node:crypto']);
    expect(offences(({ from, to }) => inside(from, 'loaders') && isPackage(to) && !known.has(to))).toEqual(
      [],
    );
  });

  test('upstream and loaders know nothing of GraphQL', () => {
    const known = offences(
      ({ from, to }) => (inside(from, 'upstream') || inside(from, 'loaders')) && /graphql|pothos/i.test(to),
    );
    expect(known).toEqual([]);
  });

  test('config.ts imports nothing of ours', () => {
    expect(offences(({ from, to }) => from === 'src/config.ts' && !isPackage(to))).toEqual([]);
  });
});

test('what runs needs only what is shipped: no tool of development', () => {
  const { dependencies } = z
    .object({ dependencies: z.record(z.string(), z.string()) })
    .parse(JSON.parse(textOf('package.json')));
  const isShipped = (target: string): boolean =>
    target.startsWith('node:') ||
    Object.keys(dependencies).some((name) => target === name || target.startsWith(`${name}/`));
  expect(offences(({ to }) => isPackage(to) && !isShipped(to))).toEqual([]);
});

describe('the simulator', () => {
  test('is imported by main.ts alone', () => {
    const importers = IMPORTS.filter(({ from, to }) => inside(to, 'simulator') && !inside(from, 'simulator'));
    expect(new Set(importers.map(({ from }) => from))).toEqual(new Set(['src/main.ts']));
  });

  test('imports nothing of ours but types of upstream', () => {
    const forbidden = offences(
      ({ from, to, typesOnly }) =>
        inside(from, 'simulator') &&
        !isPackage(to) &&
        !inside(to, 'simulator') &&
        !(inside(to, 'upstream') && typesOnly),
    );
    expect(forbidden).toEqual([]);
  });
});

describe('one place alone', () => {
  test('reads the environment: config.ts', () => {
    const readers = filesWith(/\bprocess\s*(?:\.\s*env|\[\s*['"]env['"]\s*\])|\bloadEnvFile\b/);
    // The simulator can also be started as a program of its own.
    expect(readers.filter((file) => file !== 'src/simulator/main.ts')).toEqual(['src/config.ts']);
    const imported = FILES.filter((file) => /\benv\b[^;]*from 'node:process'/.test(textOf(file)));
    expect(imported).toEqual([]);
  });

  test('speaks HTTP to an upstream: upstream/client/httpClient.ts', () => {
    const importers = IMPORTS.filter(({ to }) => /^(?:undici|axios|got|node-fetch|ky)$/.test(to));
    expect(importers.map(({ from }) => from)).toEqual(['src/upstream/client/httpClient.ts']);
    // Node's own HTTP is for those who serve it.
    const others = offences(
      ({ from, to, typesOnly }) =>
        /^node:(?:https?2?|net|tls)$/.test(to) &&
        !typesOnly &&
        !inside(from, 'server') &&
        !inside(from, 'simulator') &&
        from !== 'src/config.ts',
    );
    expect(others).toEqual([]);
    expect(filesWith(/\bglobalThis\.fetch\b|\bawait fetch\(['"`]|\bnew (?:WebSocket|EventSource)\b/)).toEqual(
      [],
    );
  });

  test('writes to standard output and error by hand: main.ts', () => {
    const writers = filesWith(/\bprocess\.std(?:out|err)\b|\bconsole\./);
    expect(writers.filter((file) => !inside(file, 'simulator'))).toEqual(['src/main.ts']);
  });
});
