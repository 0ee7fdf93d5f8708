import { spawnSync, type SpawnSyncOptions } from 'node:child_process';

/** An earlier version of a file and the name of its commit, or why there is none. */
export type Base =
  | {
      readonly name: string;
      readonly text: string;
      /** True if the commit that changed the file has `BREAKING CHANGE: …` in its message. */
      readonly isIntended: boolean;
    }
  | { readonly missing: string };

/** Where git runs: its working directory, and its environment. Default: those of this process. */
export type Place = Pick<SpawnSyncOptions, 'cwd' | 'env'>;

/** The footer of Conventional Commits. */
const BREAKING = /^BREAKING[ -]CHANGE: \S/m;

/**
 * The version of a file to compare with: that of the last commit if the file has changed since, else that of the commit
 * before (of a merge: its first parent).
 *
 * @param file its path from the working directory
 * @param text its present text
 */
export function baseOf(file: string, text: string, place: Place = {}): Base {
  const git = gitIn(place);
  if (git('rev-parse', '--git-dir') === undefined) return { missing: 'there is no git repository' };
  const last = shown(git, file, 'HEAD');
  if (last === undefined) return { missing: 'no commit has the file yet' };
  if (last !== text) {
    return { name: `the last commit, ${nameOf(git, 'HEAD')}`, text: last, isIntended: false };
  }
  const earlier = shown(git, file, 'HEAD^1');
  if (earlier === undefined) {
    return {
      missing:
        'the commit before the last is missing (the first? a shallow clone?), or does not have the file',
    };
  }
  const isIntended = BREAKING.test(git('log', '-1', '--format=%B', 'HEAD') ?? '');
  return { name: `the commit before the last, ${nameOf(git, 'HEAD^1')}`, text: earlier, isIntended };
}

/** A file in a commit; undefined if there is no such commit, or no such file in it. */
function shown(git: Git, file: string, commit: string): string | undefined {
  if (git('rev-parse', '--verify', '--quiet', `${commit}^{commit}`) === undefined) return undefined;
  if (!git('ls-tree', commit, file)) return undefined;
  const text = git('show', `${commit}:./${file}`);
  if (text === undefined) throw new Error(`git cannot show ${file} of ${commit}.`);
  return text;
}

const nameOf = (git: Git, commit: string): string => git('rev-parse', '--short', commit)?.trim() ?? commit;

/** The output of git; undefined if it fails. */
type Git = (...args: readonly string[]) => string | undefined;

const gitIn =
  (place: Place): Git =>
  (...args) => {
    // safe.directory: git is only used to read, so the owner of the repository does not matter.
    const { status, stdout } = spawnSync('git', ['-c', 'safe.directory=*', ...args], {
      ...place,
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
    });
    return status === 0 ? stdout : undefined;
  };
