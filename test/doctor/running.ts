import { fileURLToPath } from 'node:url';
import { emptyFolder, start, type Program } from '../support/program.ts';

const MAIN = fileURLToPath(new URL('../../tools/doctor/main.ts', import.meta.url));

interface Options {
  readonly args?: readonly string[];
  /** True = it runs as a user without rights, if this process may start one. */
  readonly isNobody?: boolean;
}

/** Starts the doctor as an operator does. */
export function startDoctor(
  env: Readonly<Record<string, string>>,
  { args = [], isNobody = false }: Options = {},
): Program {
  const user = isNobody && process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
  // Nobody cannot enter a folder of root's.
  const cwd = isNobody ? '/' : emptyFolder();
  return start(process.execPath, [MAIN, ...args], env, { cwd, ...user });
}
