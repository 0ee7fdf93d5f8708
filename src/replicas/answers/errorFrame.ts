import { z } from 'zod';
import {
  UpstreamBadResponse,
  UpstreamError,
  UpstreamRateLimited,
  UpstreamRefused,
  UpstreamTimeout,
  UpstreamUnauthorized,
  UpstreamUnavailable,
  type Asked,
} from '../../upstream/errors.ts';

const absent = z.enum(['rows', 'record', 'user', 'campaign', 'call time', 'lead']);

/** The error of a call, as it is sent to the other servers. Without upstream text, because the error's message has none. */
const errorFrame = z.object({
  kind: z.enum(['UNAVAILABLE', 'TIMEOUT', 'BAD_RESPONSE', 'REFUSED', 'RATE_LIMITED', 'UNAUTHORIZED']),
  message: z.string(),
  sent: z.boolean().optional(),
  concernsAll: z.boolean().optional(),
  retryAfterSeconds: z.number().optional(),
  absent: absent.optional(),
});

/**
 * An error for other servers; undefined if it concerns this one alone. A call that was not sent (an open circuit, a full
 * queue) and a refused login are this server's own state, and so is a defect or a caller's limit.
 */
export function errorText(error: unknown): string | undefined {
  if (!(error instanceof UpstreamError) || error.shortCircuited) return undefined;
  if (error instanceof UpstreamUnauthorized && error.loginRefused) return undefined;
  const { kind, message, retryAfterSeconds } = error;
  return JSON.stringify({
    kind,
    message,
    retryAfterSeconds,
    ...('sent' in error ? { sent: error.sent } : {}),
    ...(error instanceof UpstreamUnavailable ? { concernsAll: error.concernsAll } : {}),
    ...(error instanceof UpstreamRefused ? { absent: error.absent } : {}),
  });
}

/** The error in another server's message; undefined if that server has another version. */
export function errorOf(asked: Asked, text: string): UpstreamError | undefined {
  const read = errorFrame.safeParse(parsed(text));
  if (!read.success) return undefined;
  const { kind, message, sent = true, concernsAll = false, retryAfterSeconds, absent: lacking } = read.data;
  if (kind === 'UNAUTHORIZED')
    return new UpstreamUnauthorized(asked, message, { loginRefused: false, retryAfterSeconds });
  switch (kind) {
    case 'UNAVAILABLE':
      return new UpstreamUnavailable(asked, message, { sent, concernsAll, retryAfterSeconds });
    case 'TIMEOUT':
      return new UpstreamTimeout(asked, message, { sent });
    case 'RATE_LIMITED':
      return new UpstreamRateLimited(asked, message, { sent, retryAfterSeconds });
    case 'REFUSED':
      return new UpstreamRefused(asked, message, { absent: lacking });
    default:
      return new UpstreamBadResponse(asked, message);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
