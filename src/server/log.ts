import { pino, type DestinationStream, type Logger, type LoggerOptions } from 'pino';

/**
 * The server's own log: one JSON line for each event, on standard output.
 *
 * A line has facts, such as an action, a count or a duration. It never has upstream text, a URL with a query, a header
 * or a form field. `redact` is a second protection for secrets.
 */
export const createLog = (level: string, destination?: DestinationStream): Logger =>
  destination ? pino(optionsOf(level), destination) : pino(optionsOf(level));

/** The same log in colours and lines for a person: for a terminal. The package for it is loaded only here. */
export async function createTerminalLog(level: string): Promise<Logger> {
  const { default: pretty } = await import('pino-pretty');
  // Synchronous, so that the last lines are written if the process ends.
  return pino(
    optionsOf(level),
    pretty({ sync: true, colorize: true, singleLine: true, translateTime: 'HH:MM:ss' }),
  );
}

const optionsOf = (level: string): LoggerOptions => ({
  level,
  base: null,
  timestamp: pino.stdTimeFunctions.isoTime,
  redact: [
    '*.pass',
    '*.password',
    '*.authorization',
    '*.headers',
    '*.body',
    '*.token',
    '*.sha256',
    '*.secret',
  ],
});

/** Writes one line: a message and its facts. */
export interface Write {
  (facts: Readonly<Record<string, unknown>>, message: string): void;
  (message: string): void;
}

/** The log that the parts of the server write to. */
export interface Log {
  readonly fatal: Write;
  readonly error: Write;
  readonly warn: Write;
  readonly info: Write;
  readonly debug: Write;
}
