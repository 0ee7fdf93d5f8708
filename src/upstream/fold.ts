/** One form of a key for comparing: the dialer's answers differ from its requests in case. */
export const fold = (key: string): string => key.trim().normalize('NFC').toLowerCase();
