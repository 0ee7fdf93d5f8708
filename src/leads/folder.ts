import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Makes a folder that only this user may enter, and those above it, if they are not there.
 *
 * Node's own `recursive` never ends if the system says of a folder that is there that it is not: a working directory that
 * was removed, as by the next release of this program, is such a one.
 *
 * @throws Error with the system's code
 */
export function makeFolder(path: string): void {
  const above = dirname(path);
  if (!existsSync(above)) makeFolder(above);
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    if (!existsSync(path)) throw error;
  }
}
