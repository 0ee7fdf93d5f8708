import { createHash } from 'node:crypto';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { SCOPES } from '../../src/access/viewer.ts';

/** One entry of a file of API keys, without what it hashes. */
export interface KeyEntry {
  readonly name?: string;
  readonly scopes?: readonly string[];
  readonly portfolios?: readonly string[];
}

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** A file of API keys, as text: the keys, each with what it may do; all scopes where nothing else is said. */
export const keysText = (keys: Readonly<Record<string, KeyEntry>>): string =>
  JSON.stringify(
    Object.entries(keys).map(([key, entry]) => ({
      name: 'tester',
      sha256: sha256(key),
      scopes: SCOPES,
      ...entry,
    })),
  );

/** A file that goes with the test. */
export interface TestFile {
  readonly path: string;
  /** The folder it is alone in. */
  readonly folder: string;
  /** Writes over it. */
  write(text: string): void;
  /** Puts another file in its place, at once. */
  replace(text: string): void;
  remove(): void;
}

/** Writes a file in a folder of its own. */
export function testFile(text: string, name = 'keys.json'): TestFile {
  const folder = mkdtempSync(join(tmpdir(), 'server-file-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, name);
  writeFileSync(path, text);
  return {
    path,
    folder,
    write: (next) => writeFileSync(path, next),
    replace: (next) => {
      writeFileSync(`${path}.next`, next);
      renameSync(`${path}.next`, path);
    },
    remove: () => rmSync(path),
  };
}
