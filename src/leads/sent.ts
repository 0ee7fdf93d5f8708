import type { AlteredText } from './readLead.ts';

/** The account that adds are sent with: no answer may show it. */
export interface SendingAccount {
  readonly user: string;
  readonly pass: string;
}

/** What was sent: by it the answer's values are told apart. */
export interface Sent extends SendingAccount {
  readonly phoneNumber: string;
  /** Undefined = the dialer takes 999. */
  readonly listId: string | undefined;
  readonly altered: readonly AlteredText[];
}

/** The list of a lead that names none. */
export const DEFAULT_LIST = '999';
