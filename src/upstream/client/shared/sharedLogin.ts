/** The state of a login, as all servers with the same account and secret know it. */
export interface LoginState {
  /** Refusals since a call was last accepted, of all servers. */
  readonly refusals: number;
  /** The milliseconds until it may be tried again; 0 if it may. */
  readonly leftMs: number;
  /** True if a call was accepted, and none was refused since. */
  readonly isAccepted: boolean;
  /** The message of the last refusal: this program's own words. */
  readonly message: string;
}

/** The login of an account that several servers use. They have one budget of refusals. */
export interface SharedLogin {
  /** True if the other servers are told and heard. */
  readonly isShared: boolean;
  /** The most calls of this server that may be under way before the login is proved: its part of those for all. At least 1. */
  partOf(unproved: number): number;
  /** After this many refusals this server does not try again for a day, unless its secret changes. */
  readonly mostRefusals: number;
  /**
   * To be called before a call that tries an unproved login. Never rejects.
   *
   * @returns true if this server may send it: no other server tries it now
   */
  mayTry(): Promise<boolean>;
  /** Tells the others. */
  accepted(): void;
  /** Tells the others. @param pausesMs pauses after the first refusal, the second, and so on; the last one repeats */
  refused(message: string, pausesMs: readonly number[]): void;
  /** Tells the others that a try has ended without a verdict. */
  ended(): void;
  /** To be called when the secret has changed. */
  renew(): void;
  /** Calls a listener with each state that is heard of. */
  onState(listener: (state: LoginState) => void): void;
}
