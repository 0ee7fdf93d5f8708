import { pino, type DestinationStream, type Logger } from 'pino';

/**
 * The server's own log: one JSON line an event, on standard output.
 *
 * Lines hold facts (which action, how many, how long), never an upstream's words, a URL with a query, a header or a
 * form field. `redact` is the second line of defence.
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

/** The log of the server's parts. */
export interface Log {
  readonly fatal: Write;
  readonly error: Write;
  readonly warn: Write;
  readonly info: Write;
  readonly debug: Write;
}
