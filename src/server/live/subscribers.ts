import { RateLimited } from '../../access/errors.ts';
import type { Viewer } from '../../access/viewer.ts';
import type { Grant } from '../auth/grant.ts';
import type { Subscriber } from './subscriber.ts';

/** A subscriber, and the credential that it subscribed with. */
export interface Subscribed {
  readonly subscriber: Subscriber;
  readonly grant: Grant;
}

/** The right to one subscription. */
export interface Reservation {
  take(subscribed: Subscribed): void;
  /** Gives it back. A second call has no effect. */
  free(): void;
}

/** Time after which a refused client may try again, in seconds. */
const RETRY_AFTER_SECONDS = 30;

/** All subscribers, within two limits: a number in all, and half of it for one viewer. */
export class Subscribers implements Iterable<Subscribed> {
  readonly #most: number;
  readonly #mostOfViewer: number;
  readonly #all = new Set<Subscribed>();
  readonly #byViewer = new Map<string, number>();
  #count = 0;

  constructor(most: number) {
    this.#most = most;
    this.#mostOfViewer = Math.floor(most / 2);
  }

  [Symbol.iterator](): Iterator<Subscribed> {
    return this.#all.values();
  }

  get count(): number {
    return this.#count;
  }

  /** Reserves a subscription before any part of it starts. @returns the error if the limit is reached */
  reserve({ name }: Viewer): Reservation | RateLimited {
    const ofViewer = this.#byViewer.get(name) ?? 0;
    if (ofViewer >= this.#mostOfViewer)
      return full(`You have ${ofViewer} subscriptions open, which is the most one viewer may have`);
    if (this.#count >= this.#most) return full(`${this.#count} subscriptions are open, which is the most`);
    this.#count += 1;
    this.#byViewer.set(name, ofViewer + 1);
    let own: Subscribed | undefined;
    let isFree = false;
    return {
      take: (subscribed) => {
        own = subscribed;
        this.#all.add(subscribed);
      },
      free: () => {
        if (isFree) return;
        isFree = true;
        if (own) this.#all.delete(own);
        this.#count -= 1;
        const left = (this.#byViewer.get(name) ?? 1) - 1;
        if (left > 0) this.#byViewer.set(name, left);
        else this.#byViewer.delete(name);
      },
    };
  }
}

const full = (message: string): RateLimited =>
  new RateLimited(`${message}. Try again in ${RETRY_AFTER_SECONDS} seconds.`, RETRY_AFTER_SECONDS);
