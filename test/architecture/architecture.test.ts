import { globSync, readFileSync } from 'node:fs';
import { dirname, join, posix, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** One import or re-export of a source file. */
interface Import {
  /** The importing file, as a path from the root: `src/graph/agent/agent.ts`. */
  readonly from: string;
  /** The imported file, as a path from the root, or the imported package. */
  readonly to: string;
  /** True if only types are imported. */
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

/** True for `{ type A, type B }`. */
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

const linesOf = (file: string): number => textOf(file).split('\n').length - 1;

/** A file's text without comments, so that only code is searched. */
const code = (file: string): string =>
  textOf(file)
    .replaceAll(/\/\*[\s\S]*?\*\//g, '')
    .replaceAll(/(^|\s)\/\/.*$/gm, '$1');

/** The files whose code matches a pattern. */
const filesWith = (pattern: RegExp): string[] => FILES.filter((file) => pattern.test(code(file)));

const IMPORTS = FILES.flatMap((file) => importsIn(file, textOf(file)));

const inside = (file: string, folder: string): boolean => file.startsWith(`src/${folder}/`);
const isPackage = (target: string): boolean => !target.startsWith('src/');

/** `src/graph/agent/agent.ts → src/server/log.ts`, for each import that a rule forbids. */
const offences = (forbidden: (one: Import) => boolean): string[] =>
  IMPORTS.filter(forbidden).map(({ from, to }) => `${from} → ${to}`);

describe('the parser of imports', () => {
  test('finds each kind of import', () => {
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

  test('finds the files of this project', () => {
    expect(FILES).toContain('src/main.ts');
    expect(IMPORTS).toContainEqual({ from: 'src/serve.ts', to: 'src/server/server.ts', typesOnly: false });
    // Every imported file exists, so paths are resolved correctly.
    const missing = IMPORTS.filter(({ to }) => !isPackage(to) && !FILES.includes(to));
    expect(missing).toEqual([]);
    expect(relative(ROOT, dirname(fileURLToPath(import.meta.url)))).toBe(join('test', 'architecture'));
  });
});

const UPSTREAM = [
  'upstream',
  'upstream/client',
  'upstream/dialer',
  'upstream/promises',
  'upstream/voxo',
  'upstream/wire',
];

/**
 * The layers of `src`, and for each the layers that its files may import. A file belongs to the innermost layer around
 * it. Data flows one way: main → server → graph → (plan, access) → loaders → upstream, and leads → upstream.
 */
const LAYERS: Readonly<Record<string, readonly string[]>> = {
  'upstream/promises': [],
  'upstream/wire': ['upstream', 'upstream/promises'],
  'upstream/client': ['upstream', 'upstream/wire', 'upstream/promises'],
  'upstream/dialer': ['upstream', 'upstream/wire'],
  'upstream/voxo': ['upstream', 'upstream/wire'],
  upstream: ['upstream/dialer', 'upstream/voxo', 'upstream/wire'],
  leads: UPSTREAM,
  loaders: UPSTREAM,
  live: ['loaders', ...UPSTREAM],
  access: [],
  plan: ['access', 'loaders', ...UPSTREAM],
  graph: ['access', 'plan', 'live', 'loaders', 'leads', ...UPSTREAM],
  server: ['replicas', 'graph', 'access', 'plan', 'live', 'loaders', 'leads', ...UPSTREAM],
  // What several servers share: it implements what the inner layers declare, and the server puts it in.
  replicas: ['access', 'live', 'loaders', ...UPSTREAM],
  simulator: [],
};

const layerOf = (file: string): string | undefined =>
  Object.keys(LAYERS)
    .filter((layer) => inside(file, layer))
    .toSorted((a, b) => b.length - a.length)[0];

describe('data flows one way: main → server → graph → (plan, access) → loaders → upstream', () => {
  test('each file belongs to a layer, or starts the program', () => {
    const others = FILES.filter((file) => layerOf(file) === undefined);
    expect(others).toEqual([
      'src/config.ts',
      'src/configJournal.ts',
      'src/configNames.ts',
      'src/configRules.ts',
      'src/configSecrets.ts',
      'src/configShared.ts',
      'src/configValues.ts',
      'src/index.ts',
      'src/main.ts',
      'src/publicTypes.d.ts',
      'src/serve.ts',
    ]);
  });

  test.each(Object.entries(LAYERS))('%s imports only from %j', (layer, allowed) => {
    expect(FILES.some((file) => layerOf(file) === layer)).toBe(true);
    const forbidden = offences(({ from, to, typesOnly }) => {
      if (layerOf(from) !== layer || isPackage(to)) return false;
      // Types are allowed: the server's configuration, and for the simulator the declarations of upstream actions.
      if (typesOnly && layer === 'server' && to === 'src/config.ts') return false;
      if (typesOnly && layer === 'simulator' && inside(to, 'upstream')) return false;
      const target = layerOf(to);
      return target === undefined || (target !== layer && !allowed.includes(target));
    });
    expect(forbidden).toEqual([]);
  });

  test('plan imports from loaders only the merging of call records, and the lengths of lists', () => {
    const known = new Set(['src/loaders/callQuery.ts', 'src/loaders/sizes.ts']);
    const others = offences(
      ({ from, to, typesOnly }) =>
        layerOf(from) === 'plan' && inside(to, 'loaders') && !known.has(to) && !typesOnly,
    );
    expect(others).toEqual([]);
  });

  test('upstream/client imports no action, not even indirectly', () => {
    const reached = reachedFrom(FILES.filter((file) => inside(file, 'upstream/client')));
    expect([...reached].filter((file) => /^src\/upstream\/(?:dialer|voxo|endpoints)/.test(file))).toEqual([]);
  });

  test('there is no import circle, except of types', () => {
    const circles = FILES.filter((file) => reachedFrom(importedBy(file)).has(file));
    expect(circles).toEqual([]);
  });

  test('config.ts imports no file of the project', () => {
    // Except those that would make config.ts too long, and import no other file either.
    const parts = new Set(FILES.filter((file) => /^src\/config[A-Z]\w+\.ts$/.test(file)));
    const config = new Set(['src/config.ts', ...parts]);
    expect(offences(({ from, to }) => config.has(from) && !isPackage(to) && !parts.has(to))).toEqual([]);
  });
});

/** The files that a file imports at run time. */
const importedBy = (file: string): string[] =>
  IMPORTS.filter(({ from, to, typesOnly }) => from === file && !typesOnly && !isPackage(to)).map(
    ({ to }) => to,
  );

/** Files, and all that they import at run time, directly or indirectly. */
function reachedFrom(files: readonly string[]): ReadonlySet<string> {
  const reached = new Set(files);
  // The loop over a set includes the members that are added meanwhile.
  for (const file of reached) for (const target of importedBy(file)) reached.add(target);
  return reached;
}

describe('sizes', () => {
  test('a folder has at most 15 files, not counting its subfolders', () => {
    const folders = Map.groupBy(FILES, (file) => posix.dirname(file));
    const full = [...folders].filter(([, files]) => files.length > 15);
    expect(full.map(([folder, files]) => `${folder}: ${files.length}`)).toEqual([]);
  });

  test('a file has at most 300 lines', () => {
    const long = FILES.filter((file) => linesOf(file) > 300);
    expect(long.map((file) => `${file}: ${linesOf(file)}`)).toEqual([]);
  });
});

test('src imports no devDependencies', () => {
  const { dependencies } = z
    .object({ dependencies: z.record(z.string(), z.string()) })
    .parse(JSON.parse(textOf('package.json')));
  const isShipped = (target: string): boolean =>
    target.startsWith('node:') ||
    Object.keys(dependencies).some((name) => target === name || target.startsWith(`${name}/`));
  expect(offences(({ to }) => isPackage(to) && !isShipped(to))).toEqual([]);
});

describe('tools', () => {
  const tools = globSync('tools/**/*.ts', { cwd: ROOT }).map((file) => file.split(sep).join(posix.sep));

  const reachedBy = (folder: string): string[] =>
    tools
      .filter((file) => file.startsWith(`tools/${folder}/`))
      .flatMap((file) => importsIn(file, textOf(file)).map(({ to }) => to));

  test('import nothing of tests and benchmarks, and src nothing of them', () => {
    expect(new Set(tools.map((file) => file.split('/')[1]))).toEqual(
      new Set(['doctor', 'export', 'journal', 'load', 'sbom']),
    );
    const reached = ['doctor', 'export', 'journal', 'load', 'sbom'].flatMap(reachedBy);
    expect(reached.filter((to) => /^(?:test|bench)\//.test(to))).toEqual([]);
    expect(offences(({ to }) => to.startsWith('tools/'))).toEqual([]);
  });

  test('load is a client of the API: it imports nothing of src', () => {
    expect(reachedBy('load').filter((to) => to.startsWith('src/'))).toEqual([]);
  });

  test('export is a client of the API, too: of src it knows how an operation becomes columns', () => {
    const parts = reachedBy('export').filter((to) => to.startsWith('src/'));
    expect(parts.filter((to) => !to.startsWith('src/server/export/'))).toEqual([]);
  });

  test('doctor sees what the server sees: it imports its configuration, client, records and journal, not its graph', () => {
    const parts = reachedBy('doctor').filter((to) => to.startsWith('src/'));
    expect(new Set(parts.map((to) => to.split('/')[1]))).toEqual(
      new Set(['config.ts', 'leads', 'server', 'simulator', 'upstream']),
    );
  });

  test('have files of at most 300 lines', () => {
    expect(tools.filter((file) => linesOf(file) > 300)).toEqual([]);
  });
});

describe('the simulator', () => {
  test('is imported by serve.ts alone', () => {
    const importers = IMPORTS.filter(({ from, to }) => inside(to, 'simulator') && !inside(from, 'simulator'));
    expect(new Set(importers.map(({ from }) => from))).toEqual(new Set(['src/serve.ts']));
  });
});

describe('only one file', () => {
  test('reads the environment: config.ts', () => {
    const readers = filesWith(/\bprocess\s*(?:\.\s*env|\[\s*['"]env['"]\s*\])|\bloadEnvFile\b/);
    // The simulator is also a program of its own.
    expect(readers.filter((file) => file !== 'src/simulator/main.ts')).toEqual(['src/config.ts']);
    const imported = FILES.filter((file) => /\benv\b[^;]*from 'node:process'/.test(textOf(file)));
    expect(imported).toEqual([]);
  });

  test('sends HTTP requests to upstreams: upstream/client/httpClient.ts', () => {
    // http/exchange.ts knows the types alone: it is given the pool.
    const importers = IMPORTS.filter(
      ({ to, typesOnly }) => !typesOnly && /^(?:undici|axios|got|node-fetch|ky)$/.test(to),
    );
    expect(importers.map(({ from }) => from)).toEqual(['src/upstream/client/httpClient.ts']);
    // Only HTTP servers may use Node's own HTTP module.
    const others = offences(
      ({ from, to, typesOnly }) =>
        /^node:(?:https?2?|net|tls)$/.test(to) &&
        !typesOnly &&
        !inside(from, 'server') &&
        !inside(from, 'simulator') &&
        from !== 'src/configValues.ts',
    );
    expect(others).toEqual([]);
    expect(filesWith(/\bglobalThis\.fetch\b|\bawait fetch\(['"`]|\bnew (?:WebSocket|EventSource)\b/)).toEqual(
      [],
    );
  });

  test('uses OpenTelemetry: traces.ts, which is loaded only if traces are on', () => {
    const users = IMPORTS.filter(({ to }) => to.startsWith('@opentelemetry/'));
    expect(new Set(users.map(({ from }) => from))).toEqual(new Set(['src/server/operations/traces.ts']));
    expect(filesWith(/from '[^']*\/operations\/traces\.ts'/)).toEqual([]);
  });

  test('uses Redis: src/replicas, which is loaded only if SHARED_URL is set', () => {
    const users = offences(({ from, to }) => to.startsWith('@redis/') && !inside(from, 'replicas'));
    expect(users).toEqual([]);
    const loaders = IMPORTS.filter(
      ({ from, to, typesOnly }) => inside(to, 'replicas') && !inside(from, 'replicas') && !typesOnly,
    );
    expect(new Set(loaders.map(({ from }) => from))).toEqual(
      new Set(['src/server/upstreams/joinReplicas.ts']),
    );
    expect(filesWith(/from '[^']*\/replicas\/\w+\.ts'/).filter((file) => !inside(file, 'replicas'))).toEqual(
      filesWith(/import type [^;]*from '[^']*\/replicas\/\w+\.ts'/).filter(
        (file) => !inside(file, 'replicas'),
      ),
    );
  });

  test('writes to standard output and error directly: main.ts', () => {
    const writers = filesWith(/\bprocess\.std(?:out|err)\b|\bconsole\./);
    expect(writers.filter((file) => !inside(file, 'simulator'))).toEqual(['src/main.ts']);
  });
});
