import { pino, type Logger } from 'pino';

/**
 * The server's log: one JSON line an event, on standard output.
 *
 * Lines hold facts (which action, how many, how long), never an upstream's words, a URL with a query, a header or a
 * form field. `redact` is the second line of defence.
 */
export const createLog = (level: string): Logger =>
  pino({
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

export type Log = Logger;
