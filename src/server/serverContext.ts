import type { OpenRequest } from './openRequests.ts';

/** The HTTP server's own facts about a request. */
export interface ServerContext {
  /** Aborted if the client leaves before its answer was sent. */
  readonly signal: AbortSignal;
  /** The request's entry among the open requests. */
  readonly open: OpenRequest;
}
