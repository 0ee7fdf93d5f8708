import type { LoggingIn } from './login.ts';

type Size = 'small' | 'large';

/** How a wait ends: with a call that may be sent, or with undefined for another look at the login. */
type End = LoggingIn | undefined;

interface Waiting {
  readonly size: Size;
  readonly resume: (end: End) => void;
}

/** The calls that wait until they may go out under a login, in their order. */
export class WaitingCalls {
  /** An array, since they come and go all the time: see ShortLivedMap of singleFlight.ts. */
  #waiting: Waiting[] = [];

  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  /** @throws the signal's reason */
  wait(size: Size, signal: AbortSignal): Promise<End> {
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        this.#waiting = this.#waiting.filter((other) => other !== waiting);
        reject(signal.reason);
      };
      const waiting: Waiting = {
        size,
        resume: (end) => {
          signal.removeEventListener('abort', leave);
          resolve(end);
        },
      };
      this.#waiting.push(waiting);
      signal.addEventListener('abort', leave);
    });
  }

  /** Ends the wait of those calls that may go on. @param endOf how a call goes on; 'waits' if it may not */
  wake(endOf: (size: Size) => End | 'waits'): void {
    if (this.isEmpty) return;
    this.#waiting = this.#waiting.filter(({ size, resume }) => {
      const end = endOf(size);
      if (end !== 'waits') resume(end);
      return end === 'waits';
    });
  }
}
