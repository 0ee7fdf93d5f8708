import { fileURLToPath } from 'node:url';
import { emptyFolder, start, type Program } from '../support/program.ts';

const MAIN = fileURLToPath(new URL('../../tools/doctor/main.ts', import.meta.url));

/** Starts the doctor as an operator does. */
export const startDoctor = (
  env: Readonly<Record<string, string>>,
  { args = [] }: { readonly args?: readonly string[] } = {},
): Program => start(process.execPath, [MAIN, ...args], env, { cwd: emptyFolder() });
