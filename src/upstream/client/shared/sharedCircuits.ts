/** News of an upstream's health, from another server. */
export interface CircuitNews {
  /**
   * `open`, `closed`: a circuit has opened, or its probe was answered. `pause`, `limit`: an action has a Retry-After of a
   * 503 or a 429.
   */
  readonly kind: 'open' | 'closed' | 'pause' | 'limit';
  /** The action; undefined = the upstream as a whole. */
  readonly action: string | undefined;
  /** For how long it holds, in milliseconds. */
  readonly forMs: number;
}

/** The circuit breakers and pauses of an upstream, shared with other servers. */
export interface SharedCircuits {
  /** Tells the other servers. */
  tell(news: CircuitNews): void;
  /**
   * To be called before a probe. Never rejects.
   *
   * @param action undefined = of the upstream as a whole
   * @param forMs how long the probe may take, in milliseconds
   * @returns true if this server is to make it; false once another server has made it, or did not in time
   */
  mayProbe(action: string | undefined, forMs: number): Promise<boolean>;
  /** Calls a listener with all news of other servers. */
  onNews(listener: (news: CircuitNews) => void): void;
}
