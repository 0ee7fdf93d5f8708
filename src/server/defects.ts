import { UpstreamError } from '../upstream/errors.ts';

/** The log entry of an unexpected error. */
export interface Defect {
  readonly type: string;
  readonly code?: string;
  /** Only for this project's own errors: a library's message may quote its input. */
  readonly message?: string;
  /** The frames of the stack, one for each line. */
  readonly stack: string;
  /** The first frame of the stack. Defects with the same first frame are of one kind. */
  readonly at?: string;
}

const MOST_FRAMES = 20;

/**
 * The facts of a defect: its type, its code and its stack.
 *
 * The message is logged only if it cannot contain upstream text: of an UpstreamError, and of a plain Error, TypeError or
 * ReferenceError without a code. A library's error has a code, and a SyntaxError of JSON.parse quotes its input.
 *
 * @param secrets texts that are removed from the message
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

/** The frames of a stack. The message before them is cut off first, because its lines may look like frames. */
function framesOf({ stack = '', message }: Error): string[] {
  const start = message === '' ? 0 : stack.indexOf(message) + message.length;
  return stack
    .slice(start, start + 20_000)
    .split('\n')
    .filter((line) => line.startsWith('    at '))
    .map((line) => line.trim().slice(0, 300))
    .slice(0, MOST_FRAMES);
}
