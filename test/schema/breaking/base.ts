import { spawnSync } from 'node:child_process';

/** What a file is compared with, and whose it is; or why there is nothing to compare with. */
export type Base =
  | {
      readonly name: string;
      readonly text: string;
      /** True if the commit that changed it says that clients break: `BREAKING CHANGE: …` in its message. */
      readonly isIntended: boolean;
    }
  | { readonly missing: string };

/** The footer of Conventional Commits. */
const BREAKING = /^BREAKING[ -]CHANGE: \S/m;

/**
 * What a file was: in the last commit, where it differs from that; else, as on a clean clone, in the one before (of a
 * merge: the first parent).
 *
 * @param file from the working directory
 * @param text what it is now
 */
export function baseOf(file: string, text: string): Base {
  if (git('rev-parse', '--git-dir') === undefined) return { missing: 'there is no git repository' };
  const last = shown(file, 'HEAD');
  if (last === undefined) return { missing: 'no commit has it yet' };
  if (last !== text) {
    return { name: `the last commit, ${nameOf('HEAD')}`, text: last, isIntended: false };
  }
  const earlier = shown(file, 'HEAD^1');
  if (earlier === undefined) {
    return { missing: 'the commit before the last is not here (the first? a shallow clone?), or lacks it' };
  }
  const isIntended = BREAKING.test(git('log', '-1', '--format=%B', 'HEAD') ?? '');
  return { name: `the commit before the last, ${nameOf('HEAD^1')}`, text: earlier, isIntended };
}

/** A file in a commit; undefined where there is no such commit, or no such file in it. */
function shown(file: string, commit: string): string | undefined {
  if (git('rev-parse', '--verify', '--quiet', `${commit}^{commit}`) === undefined) return undefined;
  if (!git('ls-tree', commit, file)) return undefined;
  const text = git('show', `${commit}:./${file}`);
  if (text === undefined) throw new Error(`git cannot show ${file} of ${commit}.`);
  return text;
}

const nameOf = (commit: string): string => git('rev-parse', '--short', commit)?.trim() ?? commit;

/** What git prints; undefined where it fails. */
function git(...args: readonly string[]): string | undefined {
  // It only reads: it does not matter whose the repository is.
  const { status, stdout } = spawnSync('git', ['-c', 'safe.directory=*', ...args], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  return status === 0 ? stdout : undefined;
}
