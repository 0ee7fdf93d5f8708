import { createHash } from 'node:crypto';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { SCOPES } from '../../src/access/viewer.ts';

/** One entry of an API keys file, without the hash. */
export interface KeyEntry {
  readonly name?: string;
  readonly scopes?: readonly string[];
  readonly portfolios?: readonly string[];
}

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** The text of an API keys file. An entry has all scopes if it names none. */
export const keysText = (keys: Readonly<Record<string, KeyEntry>>): string =>
  JSON.stringify(
    Object.entries(keys).map(([key, entry]) => ({
      name: 'tester',
      sha256: sha256(key),
      scopes: SCOPES,
      ...entry,
    })),
  );

/** A file that is removed when the test ends. */
export interface TestFile {
  readonly path: string;
  /** Its folder, which has no other file. */
  readonly folder: string;
  /** Overwrites the file. */
  write(text: string): void;
  /** Replaces it by another file, in one step. */
  replace(text: string): void;
  remove(): void;
}

/** Writes a file in a new folder. */
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
