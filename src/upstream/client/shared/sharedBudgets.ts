import type { SharedAnswers } from './sharedAnswers.ts';
import type { Upstream } from '../../errors.ts';
import type { Transport } from '../../wire/transport.ts';
import type { Slots } from '../queue/slots.ts';
import type { SharedCircuits } from './sharedCircuits.ts';
import type { SharedLogin } from './sharedLogin.ts';

/** The budgets that several servers of the same upstreams have together. A server alone has its own. */
export interface SharedBudgets {
  /** The answers of calls; if left out, each server asks for itself. */
  readonly answers?: SharedAnswers;
  /**
   * The slots of an upstream.
   *
   * @param concurrency of all servers together
   * @param timeoutMs the deadline of a call, in milliseconds
   */
  slots(upstream: Upstream, concurrency: number, timeoutMs: number): Slots;
  /** The login of a transport's account. @param timeoutMs the deadline of a call, in milliseconds */
  login(transport: Transport, timeoutMs: number): SharedLogin;
  circuits(upstream: Upstream): SharedCircuits;
}
