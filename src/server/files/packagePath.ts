import { findPackageJSON } from 'node:module';
import { dirname, join } from 'node:path';

/**
 * The path of a file or folder of this package. It is the same for the sources and for the compiled files, which lie
 * one folder deeper.
 *
 * @param path from the folder of package.json, such as `schema/operations`
 */
export function packagePath(path: string): string {
  const manifest = findPackageJSON(import.meta.url);
  if (manifest === undefined) throw new Error('The package has no package.json.');
  return join(dirname(manifest), path);
}
