import type { OpenRequest } from './openRequests.ts';

/** What the HTTP server knows of a request beyond what it says. */
export interface ServerContext {
  /** Aborted when the client is gone before its answer was sent. */
  readonly signal: AbortSignal;
  /** The request, as the server counts it until it is answered. */
  readonly open: OpenRequest;
}
