import { pino, type DestinationStream, type Logger } from 'pino';

/**
 * The server's own log: one JSON line for each event, on standard output.
 *
 * A line has facts, such as an action, a count or a duration. It never has upstream text, a URL with a query, a header or
 * a form field. `redact` is a second protection for secrets.
 */
export const createLog = (level: string, destination?: DestinationStream): Logger => {
  const options = {
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
  };
  return destination ? pino(options, destination) : pino(options);
};

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
