import { UpstreamError } from '../upstream/errors.ts';

/** What is logged of an error that nobody expected. */
export interface Defect {
  readonly type: string;
  readonly code?: string;
  /** Of our own errors alone: a library's may quote what it choked on. */
  readonly message?: string;
  /** Where it happened, and how it came there, a line each. */
  readonly stack: string;
  /** The first line of the stack: two defects at one place are one kind. */
  readonly at?: string;
}

const MOST_FRAMES = 20;

/**
 * The facts of a defect: its type, its code, where it happened.
 *
 * A message may hold an upstream's text (a SyntaxError of JSON.parse does), and an error with a code is a library's. So
 * it is told of errors made by hand, of those the engine makes of this server's own mistakes, and of those of upstreams,
 * which are written for clients.
 *
 * @param secrets what must not be told, whoever wrote it into a message
 */
export function defectOf(error: unknown, secrets: readonly string[] = []): Defect {
  if (!(error instanceof Error)) return { type: typeof error, stack: '' };
  const code = 'code' in error && typeof error.code === 'string' ? error.code.slice(0, 100) : undefined;
  const isOwn =
    error instanceof UpstreamError || (code === undefined && OWN.has(Object.getPrototypeOf(error)));
  const frames = framesOf(error);
  const [at] = frames;
  return {
    type: error.name.slice(0, 100),
    ...(code === undefined ? {} : { code }),
    ...(isOwn ? { message: without(secrets, error.message).slice(0, 300) } : {}),
    stack: frames.join('\n'),
    ...(at === undefined ? {} : { at }),
  };
}

const OWN: ReadonlySet<unknown> = new Set([Error.prototype, TypeError.prototype, ReferenceError.prototype]);

const without = (secrets: readonly string[], text: string): string =>
  secrets.reduce((left, secret) => (secret === '' ? left : left.replaceAll(secret, '[redacted]')), text);

/** The frames of a stack: the message stands before them, and may have lines that look like them. */
function framesOf({ stack = '', message }: Error): string[] {
  const start = message === '' ? 0 : stack.indexOf(message) + message.length;
  return stack
    .slice(start, start + 20_000)
    .split('\n')
    .filter((line) => line.startsWith('    at '))
    .map((line) => line.trim().slice(0, 300))
    .slice(0, MOST_FRAMES);
}
