import { globSync, readFileSync, statSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { CannotRun } from '../load/outcome.ts';

/**
 * The text of an operation: of a file, or of a worked operation by the name of its file.
 *
 * @throws CannotRun if there is neither
 */
export function operationText(operation: string): string {
  if (statSync(operation, { throwIfNoEntry: false })?.isFile()) return readFileSync(operation, 'utf8');
  const folder = join(dirname(findPackageJSON(import.meta.url) ?? ''), 'schema/operations');
  const files = globSync('*.graphql', { cwd: folder });
  const file = files.find((one) => basename(one, '.graphql') === basename(operation, '.graphql'));
  if (file !== undefined) return readFileSync(join(folder, file), 'utf8');
  const names = files.map((one) => basename(one, '.graphql')).toSorted();
  throw new CannotRun(
    `There is no file ${operation}, and no worked operation of that name: ${names.join(', ')}.`,
  );
}
