/** A server as an operator starts it, in a process of its own, watched from within by a probe. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { Reading } from './probe.ts';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
const PROBE = new URL('probe.ts', import.meta.url).href;

const reading = z.object({
  heapBytes: z.number(),
  rssBytes: z.number(),
  heldMs: z.number(),
  rejections: z.array(z.string()),
});
const line = z.looseObject({ level: z.number(), msg: z.string().default('') });
const ERROR_LEVEL = 50;
/** Characters of the output. */
const MOST_KEPT = 2_000_000;

export interface Watched {
  /** http://127.0.0.1:… */
  readonly url: string;
  readonly isAlive: boolean;
  /** Lines of the log at level error and above. */
  readonly errors: readonly string[];
  /** All that it wrote, as far as it is kept: the last two million characters. */
  log(): string;
  /** @param how collects: false = without garbage collection, which takes the time of a hundred operations */
  read(how?: { readonly collects: boolean }): Promise<Reading>;
  /** Ends it as an operator does. @returns its exit code */
  end(): Promise<number | null>;
}

/** Starts the server. @param env its whole configuration @throws Error if it ends before it is ready */
export async function startWatched(env: Readonly<Record<string, string>>): Promise<Watched> {
  const child = fork(MAIN, [], {
    execArgv: ['--import', PROBE],
    env: {
      PATH: process.env['PATH'],
      // It halves the time that the server takes to start.
      NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
      NODE_ENV: 'production',
      HOST: '127.0.0.1',
      PORT: '0',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const errors: string[] = [];
  const written: string[] = [];
  let kept = 0;
  const keep = (chunk: string): void => {
    written.push(chunk);
    kept += chunk.length;
    while (kept > MOST_KEPT) kept -= written.shift()?.length ?? 0;
  };
  let rest = '';
  let url: string | undefined;
  const ready = Promise.withResolvers<string>();
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
    keep(chunk);
    const lines = `${rest}${chunk}`.split('\n');
    rest = lines.pop() ?? '';
    for (const one of lines) {
      const parsed = line.safeParse(parsedJson(one));
      if (!parsed.success) continue;
      if (parsed.data.level >= ERROR_LEVEL) errors.push(one);
      if (parsed.data.msg === 'ready') ready.resolve(String(parsed.data['url']));
    }
  });
  child.stderr?.setEncoding('utf8').on('data', keep);
  child.once('exit', (code) => ready.reject(new Error(`The server ended with ${code}: ${written.join('')}`)));
  url = new URL(await ready.promise).origin;
  return {
    url,
    errors,
    get isAlive() {
      return child.exitCode === null && child.signalCode === null;
    },
    log: () => written.join(''),
    read: async ({ collects } = { collects: true }) => {
      child.send(collects ? 'collect and read' : 'read');
      const [message]: unknown[] = await once(child, 'message', { signal: AbortSignal.timeout(60_000) });
      return reading.parse(message);
    },
    end: async () => {
      if (child.exitCode !== null) return child.exitCode;
      child.kill('SIGTERM');
      const [code]: unknown[] = await once(child, 'exit');
      return typeof code === 'number' ? code : null;
    },
  };
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // What is no JSON is no line of the log.
    return undefined;
  }
}
