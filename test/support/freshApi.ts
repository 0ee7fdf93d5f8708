import { afterAll, beforeAll, beforeEach } from 'vitest';
import type { Api, AtEnd } from './api.ts';
import { A_MONTH_MS, ForwardedClock } from './clock.ts';

/** A server that many tests use, one after the other. */
export interface FreshApi {
  /** The server. Call it within a test. */
  api(): Api;
  /** Lets all that the server remembers expire, and forgets the dialer's requests. */
  expire(): void;
}

/**
 * One server for the tests of a file, or of a `describe`. Before each test, all that it remembers expires. A test that
 * changes the dialer's answers must put them back. Call it outside of tests.
 */
export function freshApiOfFile(start: (atEnd: AtEnd) => Promise<Api>): FreshApi {
  const clock = new ForwardedClock();
  const closers: (() => Promise<void>)[] = [];
  let started: Api | undefined;
  const api = (): Api => {
    if (!started) throw new Error('The server starts with the first test: call this within a test.');
    return started;
  };
  const expire = (): void => {
    clock.pass(A_MONTH_MS);
    api().dialer.clear();
  };
  beforeAll(async () => {
    started = await start((close) => void closers.push(close));
  });
  beforeEach(expire);
  afterAll(async () => {
    await Promise.all(closers.map((close) => close()));
    clock.restore();
  });
  return { api, expire };
}
