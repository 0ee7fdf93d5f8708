import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { devNull } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { changesBetween } from './breaking/changes.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

const DEPRECATED = '@deprecated(reason: "Ask for the other.")';

/** A schema of which a case says what it is about. */
const schemaWith = (query: string, more = ''): string => `type Query { other: String ${query} } ${more}`;

describe('what breaks clients', () => {
  test.each<[string, string, string, string]>([
    ['a field is gone', schemaWith('old: Int'), schemaWith(''), 'Query.old was removed.'],
    [
      'a field that is deprecated only now is gone from its interface',
      schemaWith('one: One', `interface One { a: Int } type Two implements One { a: Int }`),
      schemaWith(
        'one: One',
        `interface One { b: Int } type Two implements One { a: Int ${DEPRECATED} b: Int }`,
      ),
      'One.a was removed.',
    ],
    [
      'an argument is gone',
      schemaWith('agents(first: Int): Int'),
      schemaWith('agents: Int'),
      'Query.agents arg first was removed.',
    ],
    [
      'a value is gone',
      schemaWith('state: State', 'enum State { READY GONE }'),
      schemaWith('state: State', 'enum State { READY }'),
      'GONE was removed from enum type State.',
    ],
    [
      'an input field is gone',
      schemaWith('agents(by: By): Int', 'input By { a: Int b: Int }'),
      schemaWith('agents(by: By): Int', 'input By { a: Int }'),
      'By.b was removed.',
    ],
    [
      'a type is gone that something else still led to',
      schemaWith(
        `old: Old ${DEPRECATED} one: Either`,
        'union Either = Old | New type Old { a: Int } type New { a: Int }',
      ),
      schemaWith('one: Either', 'union Either = New type New { a: Int }'),
      'Old was removed from union type Either.',
    ],
    [
      'a field may be null that was not',
      schemaWith('count: Int!'),
      schemaWith('count: Int'),
      'Query.count changed type from Int! to Int.',
    ],
    [
      'a deprecated field is of another type',
      schemaWith(`count: Int ${DEPRECATED}`),
      schemaWith(`count: String ${DEPRECATED}`),
      'Query.count changed type from Int to String.',
    ],
    [
      'an argument has to be given',
      schemaWith('agents(first: Int): Int'),
      schemaWith('agents(first: Int!): Int'),
      'Query.agents arg first has changed type from Int to Int!.',
    ],
    [
      'a new argument has to be given',
      schemaWith('agents: Int'),
      schemaWith('agents(first: Int!): Int'),
      'A required arg first on Query.agents was added.',
    ],
    [
      'an argument has to be given since it lost its default',
      schemaWith('agents(first: Int! = 50): Int'),
      schemaWith('agents(first: Int!): Int'),
      'Query.agents.first has to be given now: its default was removed.',
    ],
    [
      'an input field has to be given since it lost its default',
      schemaWith('agents(by: By): Int', 'input By { a: Int! = 1 }'),
      schemaWith('agents(by: By): Int', 'input By { a: Int! }'),
      'By.a has to be given now: its default was removed.',
    ],
  ])('%s', (_, before, now, change) => {
    expect(changesBetween(before, now).breaking).toContain(change);
    expect(changesBetween(before, before).breaking).toEqual([]);
  });
});

describe('what does not', () => {
  test.each<[string, string, string]>([
    ['a deprecated field goes', schemaWith(`old: Int ${DEPRECATED}`), schemaWith('')],
    [
      'a deprecated field goes with the types it alone led to',
      schemaWith(
        `old(by: By): Old ${DEPRECATED}`,
        'input By { how: How } enum How { A } type Old { one: One } interface One { a: Int } type Two implements One { a: Int }',
      ),
      schemaWith(''),
    ],
    [
      'a deprecated argument goes',
      schemaWith(`agents(first: Int, all: Boolean ${DEPRECATED}): Int`),
      schemaWith('agents(first: Int): Int'),
    ],
    [
      'a deprecated input field goes',
      schemaWith('agents(by: By): Int', `input By { a: Int b: Int ${DEPRECATED} }`),
      schemaWith('agents(by: By): Int', 'input By { a: Int }'),
    ],
    [
      'a deprecated value goes',
      schemaWith('state: State', `enum State { READY GONE ${DEPRECATED} }`),
      schemaWith('state: State', 'enum State { READY }'),
    ],
    ['something becomes deprecated', schemaWith('old: Int'), schemaWith(`old: Int ${DEPRECATED}`)],
    ['a field comes', schemaWith(''), schemaWith('new: Int')],
    ['a field is never null that could be', schemaWith('count: Int'), schemaWith('count: Int!')],
    [
      'an argument need not be given any more',
      schemaWith('agents(first: Int!): Int'),
      schemaWith('agents(first: Int! = 50): Int'),
    ],
  ])('%s', (_, before, now) => {
    expect(changesBetween(before, now).breaking).toEqual([]);
  });

  test('what clients may not be ready for is told all the same', () => {
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

/** An environment in which git knows nothing of this machine, nor of a repository that runs the tests from a hook. */
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

/** A repository with a commit a text, of which the last is checked out. */
function repositoryOf(...texts: readonly string[]): string {
  const folder = folderForThisTest();
  git(folder, 'init', '--quiet', '--initial-branch', 'main');
  for (const text of texts) commit(folder, text);
  return folder;
}

const PROGRAM = fileURLToPath(new URL('breaking/main.ts', import.meta.url));

/** Runs the check in a folder. */
function check(folder: string): { status: number | null; said: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM], {
    cwd: folder,
    env: ENVIRONMENT,
    encoding: 'utf8',
  });
  return { status, said: stdout + stderr };
}

const OLD = schemaWith('old: Int');
const SHUT = schemaWith(`old: Int ${DEPRECATED}`);
const GONE = schemaWith('');

describe('npm run breaking', () => {
  test('compares with the last commit where the schema differs from it', () => {
    const folder = repositoryOf(GONE, OLD);
    write(folder, GONE);
    const { status, said } = check(folder);
    expect(status).toBe(1);
    expect(said).toContain(
      `breaks clients of the last commit, ${git(folder, 'rev-parse', '--short', 'HEAD').trim()}`,
    );
    expect(said).toContain('  - Query.old was removed.');
    expect(said).toContain('deprecationReason');
  });

  test('compares with the commit before the last on a clean clone', () => {
    const broken = check(repositoryOf(OLD, GONE));
    expect(broken.status).toBe(1);
    expect(broken.said).toContain('the commit before the last');
    expect(check(repositoryOf(OLD, SHUT))).toMatchObject({ status: 0 });
  });

  test.each([
    ['BREAKING CHANGE: old is gone. Ask for other.', 0],
    ['BREAKING-CHANGE: old is gone', 0],
    ['BREAKING CHANGE:', 1],
    ['This is no BREAKING CHANGE: nobody asks for it', 1],
  ])('passes if its commit says so: %s', (footer, status) => {
    const folder = repositoryOf(OLD);
    write(folder, GONE);
    git(folder, 'commit', '--quiet', '--all', '--message', `Take old out\n\n${footer}`);
    expect(check(folder)).toEqual({ status, said: expect.stringContaining('Query.old was removed.') });
    // It is said of this commit alone.
    commit(folder, schemaWith('', 'type Unused { a: Int }'));
    write(folder, 'type Query { another: Int }');
    expect(check(folder).status).toBe(1);
  });

  test('lets go what an earlier commit deprecated, not what goes along with it', () => {
    expect(check(repositoryOf(OLD, SHUT, GONE)).status).toBe(0);
    expect(check(repositoryOf(schemaWith(`old: Int ${DEPRECATED} kept: Int`), GONE))).toMatchObject({
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
    expect(check(folder)).toMatchObject({
      status: 1,
      said: expect.stringContaining('Query.old was removed.'),
    });
    // Told from the other side, the merge takes nothing away.
    git(folder, 'checkout', '--quiet', 'side');
    git(folder, 'merge', '--quiet', '--no-ff', '--message', 'Merge main', 'main~1');
    expect(check(folder).status).toBe(0);
  });

  test('sees the schema of a package that is a folder of the repository', () => {
    const folder = folderForThisTest();
    git(folder, 'init', '--quiet');
    const inner = join(folder, 'packages', 'api');
    mkdirSync(inner, { recursive: true });
    commit(inner, OLD);
    commit(inner, GONE);
    expect(check(inner)).toMatchObject({
      status: 1,
      said: expect.stringContaining('Query.old was removed.'),
    });
  });

  test.each<[string, () => string, string]>([
    ['a first commit', () => repositoryOf(OLD), 'the commit before the last is not here'],
    [
      'a commit before the last without the file',
      () => {
        const folder = repositoryOf();
        git(folder, 'commit', '--quiet', '--allow-empty', '--message', 'Begin');
        commit(folder, OLD);
        return folder;
      },
      'or lacks it',
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
      'no commit has it yet',
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
  ])('says that it has nothing to compare with: %s', (_, folder, said) => {
    const { status, said: heard } = check(folder());
    expect(status).toBe(0);
    expect(heard).toContain('schema/schema.graphql is compared with nothing: ');
    expect(heard).toContain(said);
  });

  test('tells what clients may not be ready for, and lets it through', () => {
    const folder = repositoryOf(
      schemaWith('state: State', 'enum State { READY }'),
      schemaWith('state: State', 'enum State { READY NEW }'),
    );
    expect(check(folder)).toEqual({
      status: 0,
      said: expect.stringMatching(/^Not every client [^]*NEW was added[^]*breaks no client of/),
    });
  });
});
