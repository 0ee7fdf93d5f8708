import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { devNull } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { changesBetween } from './breaking/changes.ts';
import { check } from './breaking/check.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

const DEPRECATED = '@deprecated(reason: "Use other.")';

/** A schema with these fields in Query, and these types. */
const schemaWith = (query: string, more = ''): string => `type Query { other: String ${query} } ${more}`;

describe('breaks clients:', () => {
  test.each<[string, string, string, string]>([
    ['a field is removed', schemaWith('old: Int'), schemaWith(''), 'Query.old was removed.'],
    [
      'a field is removed from an interface, and deprecated only now in the object',
      schemaWith('one: One', `interface One { a: Int } type Two implements One { a: Int }`),
      schemaWith(
        'one: One',
        `interface One { b: Int } type Two implements One { a: Int ${DEPRECATED} b: Int }`,
      ),
      'One.a was removed.',
    ],
    [
      'an argument is removed',
      schemaWith('agents(first: Int): Int'),
      schemaWith('agents: Int'),
      'Query.agents arg first was removed.',
    ],
    [
      'an enum value is removed',
      schemaWith('state: State', 'enum State { READY GONE }'),
      schemaWith('state: State', 'enum State { READY }'),
      'GONE was removed from enum type State.',
    ],
    [
      'an input field is removed',
      schemaWith('agents(by: By): Int', 'input By { a: Int b: Int }'),
      schemaWith('agents(by: By): Int', 'input By { a: Int }'),
      'By.b was removed.',
    ],
    [
      'a type is removed that was reachable through a field that is not deprecated',
      schemaWith(
        `old: Old ${DEPRECATED} one: Either`,
        'union Either = Old | New type Old { a: Int } type New { a: Int }',
      ),
      schemaWith('one: Either', 'union Either = New type New { a: Int }'),
      'Old was removed from union type Either.',
    ],
    [
      'a non-null field becomes nullable',
      schemaWith('count: Int!'),
      schemaWith('count: Int'),
      'Query.count changed type from Int! to Int.',
    ],
    [
      'a deprecated field changes its type',
      schemaWith(`count: Int ${DEPRECATED}`),
      schemaWith(`count: String ${DEPRECATED}`),
      'Query.count changed type from Int to String.',
    ],
    [
      'an argument becomes required',
      schemaWith('agents(first: Int): Int'),
      schemaWith('agents(first: Int!): Int'),
      'Query.agents arg first has changed type from Int to Int!.',
    ],
    [
      'a required argument is added',
      schemaWith('agents: Int'),
      schemaWith('agents(first: Int!): Int'),
      'A required arg first on Query.agents was added.',
    ],
    [
      'an argument loses its default and so becomes required',
      schemaWith('agents(first: Int! = 50): Int'),
      schemaWith('agents(first: Int!): Int'),
      'Query.agents.first is required now: its default was removed.',
    ],
    [
      'an input field loses its default and so becomes required',
      schemaWith('agents(by: By): Int', 'input By { a: Int! = 1 }'),
      schemaWith('agents(by: By): Int', 'input By { a: Int! }'),
      'By.a is required now: its default was removed.',
    ],
  ])('%s', (_, before, now, change) => {
    expect(changesBetween(before, now).breaking).toContain(change);
    expect(changesBetween(before, before).breaking).toEqual([]);
  });
});

describe('does not break clients:', () => {
  test.each<[string, string, string]>([
    ['a deprecated field is removed', schemaWith(`old: Int ${DEPRECATED}`), schemaWith('')],
    [
      'a deprecated field is removed, with the types that only it led to',
      schemaWith(
        `old(by: By): Old ${DEPRECATED}`,
        'input By { how: How } enum How { A } type Old { one: One } interface One { a: Int } type Two implements One { a: Int }',
      ),
      schemaWith(''),
    ],
    [
      'a deprecated argument is removed',
      schemaWith(`agents(first: Int, all: Boolean ${DEPRECATED}): Int`),
      schemaWith('agents(first: Int): Int'),
    ],
    [
      'a deprecated input field is removed',
      schemaWith('agents(by: By): Int', `input By { a: Int b: Int ${DEPRECATED} }`),
      schemaWith('agents(by: By): Int', 'input By { a: Int }'),
    ],
    [
      'a deprecated enum value is removed',
      schemaWith('state: State', `enum State { READY GONE ${DEPRECATED} }`),
      schemaWith('state: State', 'enum State { READY }'),
    ],
    ['a field becomes deprecated', schemaWith('old: Int'), schemaWith(`old: Int ${DEPRECATED}`)],
    ['a field is added', schemaWith(''), schemaWith('new: Int')],
    ['a nullable field becomes non-null', schemaWith('count: Int'), schemaWith('count: Int!')],
    [
      'a required argument becomes optional',
      schemaWith('agents(first: Int!): Int'),
      schemaWith('agents(first: Int! = 50): Int'),
    ],
  ])('%s', (_, before, now) => {
    expect(changesBetween(before, now).breaking).toEqual([]);
  });

  test('a new enum value or another default, but they are reported', () => {
    const before = schemaWith('state(first: Int = 5): State', 'enum State { READY }');
    const now = schemaWith('state(first: Int = 9): State', 'enum State { READY NEW }');
    const { breaking, dangerous } = changesBetween(before, now);
    expect(breaking).toEqual([]);
    expect(dangerous).toEqual([
      'Query.state arg first has changed defaultValue from 5 to 9.',
      'NEW was added to enum type State.',
    ]);
  });
});

/**
 * An environment without this machine's git configuration, and without the variables of a git hook that runs the tests.
 */
const ENVIRONMENT = {
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_'))),
  GIT_CONFIG_GLOBAL: devNull,
  GIT_CONFIG_NOSYSTEM: '1',
};

const git = (folder: string, ...args: readonly string[]): string =>
  execFileSync('git', ['-c', 'user.name=Test', '-c', 'user.email=test@example.com', ...args], {
    cwd: folder,
    env: ENVIRONMENT,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });

function folderForThisTest(): string {
  const folder = temporaryFolder();
  onTestFinished(() => folder.remove());
  return folder.path;
}

function write(folder: string, text: string): void {
  mkdirSync(join(folder, 'schema'), { recursive: true });
  writeFileSync(join(folder, 'schema', 'schema.graphql'), text);
}

function commit(folder: string, text: string): void {
  write(folder, text);
  git(folder, 'add', '-A');
  git(folder, 'commit', '--quiet', '--allow-empty', '--message', 'Change the schema');
}

/** A repository with one commit for each text. The last is checked out. */
function repositoryOf(...texts: readonly string[]): string {
  const folder = folderForThisTest();
  git(folder, 'init', '--quiet', '--initial-branch', 'main');
  for (const text of texts) commit(folder, text);
  return folder;
}

/** Runs the check in a folder. */
function checkIn(folder: string): { status: number; said: string } {
  const { said, isBroken } = check(folder, ENVIRONMENT);
  return { status: isBroken ? 1 : 0, said: said.join('\n') };
}

/** As `npm run breaking` does: in a process of its own. */
function runIn(folder: string): { status: number | null; stdout: string; stderr: string } {
  const program = fileURLToPath(new URL('breaking/main.ts', import.meta.url));
  return spawnSync(process.execPath, [program], { cwd: folder, env: ENVIRONMENT, encoding: 'utf8' });
}

const OLD = schemaWith('old: Int');
const DEPRECATING = schemaWith(`old: Int ${DEPRECATED}`);
const GONE = schemaWith('');

describe('npm run breaking', () => {
  test('compares with the last commit if the schema has changed since', () => {
    const folder = repositoryOf(GONE, OLD);
    write(folder, GONE);
    const { status, said } = checkIn(folder);
    expect(status).toBe(1);
    expect(said).toContain(
      `breaks clients of the last commit, ${git(folder, 'rev-parse', '--short', 'HEAD').trim()}`,
    );
    expect(said).toContain('  - Query.old was removed.');
    expect(said).toContain('deprecationReason');
  });

  test('is a program that fails if clients break', () => {
    const folder = repositoryOf(OLD);
    expect(runIn(folder)).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('was not compared'),
      stderr: '',
    });
    write(folder, GONE);
    const { status, stdout, stderr } = runIn(folder);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toContain('  - Query.old was removed.');
  });

  test('compares with the commit before the last on a clean clone', () => {
    const broken = checkIn(repositoryOf(OLD, GONE));
    expect(broken.status).toBe(1);
    expect(broken.said).toContain('the commit before the last');
    expect(checkIn(repositoryOf(OLD, DEPRECATING))).toMatchObject({ status: 0 });
  });

  test.each([
    ['BREAKING CHANGE: old is gone. Ask for other.', 0],
    ['BREAKING-CHANGE: old is gone', 0],
    ['BREAKING CHANGE:', 1],
    ['This is no BREAKING CHANGE: no client uses it', 1],
  ])('passes if its commit says so: %s', (footer, status) => {
    const folder = repositoryOf(OLD);
    write(folder, GONE);
    git(folder, 'commit', '--quiet', '--all', '--message', `Take old out\n\n${footer}`);
    expect(checkIn(folder)).toEqual({ status, said: expect.stringContaining('Query.old was removed.') });
    // The footer counts for its own commit only.
    commit(folder, schemaWith('', 'type Unused { a: Int }'));
    write(folder, 'type Query { another: Int }');
    expect(checkIn(folder).status).toBe(1);
  });

  test('allows to remove what an earlier commit deprecated, but nothing else', () => {
    expect(checkIn(repositoryOf(OLD, DEPRECATING, GONE)).status).toBe(0);
    expect(checkIn(repositoryOf(schemaWith(`old: Int ${DEPRECATED} kept: Int`), GONE))).toMatchObject({
      status: 1,
      said: expect.not.stringContaining('Query.old'),
    });
  });

  test('takes the first parent of a merge', () => {
    const folder = repositoryOf(OLD);
    git(folder, 'checkout', '--quiet', '-b', 'side');
    commit(folder, GONE);
    git(folder, 'checkout', '--quiet', 'main');
    git(folder, 'commit', '--quiet', '--allow-empty', '--message', 'Go on');
    git(folder, 'merge', '--quiet', '--no-ff', '--message', 'Merge side', 'side');
    expect(checkIn(folder)).toMatchObject({
      status: 1,
      said: expect.stringContaining('Query.old was removed.'),
    });
    // Compared with the other parent, the merge removes nothing.
    git(folder, 'checkout', '--quiet', 'side');
    git(folder, 'merge', '--quiet', '--no-ff', '--message', 'Merge main', 'main~1');
    expect(checkIn(folder).status).toBe(0);
  });

  test('works in a package that is a subfolder of the repository', () => {
    const folder = folderForThisTest();
    git(folder, 'init', '--quiet');
    const inner = join(folder, 'packages', 'api');
    mkdirSync(inner, { recursive: true });
    commit(inner, OLD);
    commit(inner, GONE);
    expect(checkIn(inner)).toMatchObject({
      status: 1,
      said: expect.stringContaining('Query.old was removed.'),
    });
  });

  test.each<[string, () => string, string]>([
    ['a first commit', () => repositoryOf(OLD), 'the commit before the last is missing'],
    [
      'a commit before the last without the file',
      () => {
        const folder = repositoryOf();
        git(folder, 'commit', '--quiet', '--allow-empty', '--message', 'Begin');
        commit(folder, OLD);
        return folder;
      },
      'or does not have the file',
    ],
    [
      'a shallow clone',
      () => {
        const folder = folderForThisTest();
        git(folder, 'clone', '--quiet', '--depth', '1', `file://${repositoryOf(OLD, GONE)}`, '.');
        return folder;
      },
      'a shallow clone?',
    ],
    [
      'no commit',
      () => {
        const folder = repositoryOf();
        write(folder, OLD);
        return folder;
      },
      'no commit has the file yet',
    ],
    [
      'no repository',
      () => {
        const folder = folderForThisTest();
        write(folder, OLD);
        return folder;
      },
      'there is no git repository',
    ],
  ])('reports that there is nothing to compare with: %s', (_, folder, said) => {
    const { status, said: output } = checkIn(folder());
    expect(status).toBe(0);
    expect(output).toContain('schema/schema.graphql was not compared: ');
    expect(output).toContain(said);
  });

  test('reports dangerous changes, and passes', () => {
    const folder = repositoryOf(
      schemaWith('state: State', 'enum State { READY }'),
      schemaWith('state: State', 'enum State { READY NEW }'),
    );
    expect(checkIn(folder)).toEqual({
      status: 0,
      said: expect.stringMatching(/^Clients of [^]*may not expect[^]*NEW was added[^]*breaks no client of/),
    });
  });
});
