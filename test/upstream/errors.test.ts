import { expect, test } from 'vitest';
import {
  UpstreamBadResponse,
  UpstreamRateLimited,
  UpstreamRefused,
  UpstreamTimeout,
  UpstreamUnauthorized,
  UpstreamUnavailable,
  type UpstreamError,
} from '../../src/upstream/errors.ts';

const asked = { upstream: 'DIALER', action: 'outbound_cdr' } as const;
const facts = { sent: true, shortCircuited: true, retryAfterSeconds: 7 };

test.each<UpstreamError>([
  new UpstreamUnauthorized(asked, 'No.', { loginRefused: true, shortCircuited: true, retryAfterSeconds: 30 }),
  new UpstreamUnavailable(asked, 'No.', { ...facts, concernsAll: true }, { cause: new Error('ECONNRESET') }),
  new UpstreamRateLimited(asked, 'No.', facts),
  new UpstreamTimeout(asked, 'No.', { sent: false, shortCircuited: true }),
  new UpstreamBadResponse(asked, 'No.'),
  new UpstreamRefused(asked, 'No.', { absent: 'user' }),
])('$name of a part is a new error of the same kind, with the first one as its cause', (error) => {
  const part = error.ofPart('2026-05-12 to 2026-05-18');
  expect(Object.getPrototypeOf(part)).toBe(Object.getPrototypeOf(error));
  expect(part.message).toBe('No (2026-05-12 to 2026-05-18).');
  expect(part.cause).toBe(error);
  expect(part.stack).not.toBe(error.stack);
  expect(Object.entries(part)).toEqual(Object.entries(error));
  expect(part.code).toBe(error.code);
  expect(error.message).toBe('No.');
});
