import type { Centre } from '../centre/centre.ts';
import type { Form } from './form.ts';

/** The input of an answer. */
export interface GoRequest {
  readonly centre: Centre;
  readonly form: Form;
  /** Epoch milliseconds, the same for the whole answer. */
  readonly now: number;
}

/** Makes an action's answer, before phpJson or phpXml encodes it. */
export type Answer = (request: GoRequest) => object;

export const MISSING_PARAMETERS = {
  code: '40001',
  message: 'Error: Missing required parameters',
} as const;
export const NO_DATA = { result: 'error', message: 'No Available Data' } as const;
export const NO_SUCH_USER = { result: 'error', message: 'User does not exist' } as const;
export const COMMAND_NOT_FOUND = { result: 'error', message: 'Command Not Found' } as const;
export const BAD_LOGIN = { result: 'error', message: 'Invalid Username/Password' } as const;

export const success = (data: unknown): object => ({ result: 'success', data });

interface Header {
  readonly title: string;
  readonly field: string;
  readonly [setting: string]: unknown;
}

/** The `headers` of a table: a title for each column, and settings for the dialer's own screen. */
export function headersOf(
  row: object | undefined,
  settings: Readonly<Record<string, unknown>> = {},
): readonly Header[] {
  return Object.keys(row ?? {}).map((field) => ({
    title: field.replaceAll('_', ' ').replace(/\b[a-z]/g, (letter) => letter.toUpperCase()),
    field,
    ...settings,
  }));
}
