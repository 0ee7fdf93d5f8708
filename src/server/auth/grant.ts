import type { Viewer } from '../../access/viewer.ts';

/** What a request's credential allows. */
export interface Grant {
  readonly viewer: Viewer;
  /** False if the credential is no longer valid, or allows something else than it did. Costs next to nothing. */
  holds(): boolean;
}
