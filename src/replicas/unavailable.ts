/** Redis cannot be used for a command, so a server goes on alone. The message holds no address and no secret. */
export class SharedUnavailable extends Error {
  /** `timeout`, `closed`, `down`, a code such as ECONNREFUSED, or the first word of Redis's error, such as READONLY. */
  readonly reason: string;

  constructor(reason: string) {
    super(`Redis cannot be used (${reason}).`);
    this.name = 'SharedUnavailable';
    this.reason = reason;
  }
}

/** A word for an error of the Redis client. */
export function reasonOf(error: unknown): string {
  if (error instanceof SharedUnavailable) return error.reason;
  if (!(error instanceof Error)) return 'closed';
  if ('code' in error && typeof error.code === 'string') return error.code;
  return /^[A-Z]{3,20}\b/.exec(error.message)?.[0] ?? 'closed';
}
