import { expect } from 'vitest';
import type { Program } from './program.ts';

/** For NODE_OPTIONS of a program of which `longestBlock` is asked. */
export const TELLS_BLOCKS = `--import=${new URL('./longestBlock.ts', import.meta.url).href}`;

/** The longest time that a program's event loop worked at a stretch since this was last asked, in milliseconds of processor time. */
export async function longestBlock(program: Program): Promise<number> {
  const said = program.stderr().length;
  program.kill('SIGUSR2');
  const told = (): string | undefined => /longest block ([\d.]+)\n/.exec(program.stderr().slice(said))?.[1];
  await expect.poll(told, { interval: 5 }).toBeDefined();
  return Number(told());
}
