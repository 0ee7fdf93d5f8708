import {
  CircuitBreaker,
  verdictOf,
  type MayProbe,
  type PassOptions,
  type Verdict,
} from './circuitBreaker.ts';
import { UpstreamUnavailable, type Asked, type UpstreamError } from '../errors.ts';
import { inSeconds } from './retryAfter.ts';
import type { CircuitNews, SharedCircuits } from './shared/sharedCircuits.ts';
import { nameOf } from '../wire/status.ts';

const FAILURES_TO_OPEN = 5;
/** The upstream's circuit opens if this many of its actions fail. */
const ACTIONS_TO_OPEN = 3;

/** A cheap read that shows whether an action or an upstream works again. */
export interface Probe {
  readonly action: string;
  readonly make: () => Promise<unknown>;
}

/** How a circuit let a call through. */
export interface Passage {
  /** True if it is a probe itself. */
  readonly isProbe: boolean;
  /** The error if the call may no longer be sent, because a circuit has opened while it waited. */
  readonly refusal: () => UpstreamError | undefined;
}

/** If one of them is undefined, the call itself is the probe. */
export interface Probes {
  readonly ofUpstream: Probe | undefined;
  readonly ofAction: Probe | undefined;
}

export interface PassTerms {
  readonly asked: Asked;
  readonly signal: AbortSignal;
  /** Makes the probes. Most calls need none. */
  readonly probes: () => Probes;
}

/** Times in milliseconds. */
export interface CircuitOptions {
  /** From a circuit's opening to its probe. */
  readonly probeAfterMs: number;
  /** How long a cheap probe may take, and a call that is the probe itself. */
  readonly probeTimeoutMs: number;
  readonly timeoutMs: number;
  /** Called when a circuit opens or closes; `action` is undefined for the upstream's circuit. */
  readonly onChange: (action: string | undefined, open: boolean) => void;
  /** The circuits of other servers; undefined = this server is alone. */
  readonly shared: SharedCircuits | undefined;
}

interface ActionState {
  readonly circuit: CircuitBreaker;
  /** Consecutive failures. */
  failures: number;
  /** True after a probe that proved little: the next failure opens the circuit again. */
  isOnTrial: boolean;
}

/**
 * The circuit breakers of one upstream: one for each action, and one for the upstream as a whole.
 *
 * An action's circuit opens after five consecutive failures of that action, and stops that action alone. The
 * upstream's circuit opens after five consecutive failures of any actions, if they show more than one broken action:
 * no connection could be made, connections were lost under two actions, or three actions failed. It also opens if the
 * circuits of three actions have opened since it was last closed.
 */
export class CircuitBreakers {
  readonly #upstream: CircuitBreaker;
  readonly #actions = new Map<string, ActionState>();
  readonly #options: CircuitOptions;
  /** The failures since the last answer. */
  #failed: { readonly action: string; readonly verdict: Verdict }[] = [];
  /** Actions whose circuits have opened since the upstream's circuit closed. */
  readonly #broken = new Set<string>();
  #answeredAt = -Infinity;

  constructor(options: CircuitOptions) {
    this.#options = options;
    const { probeAfterMs } = options;
    this.#upstream = new CircuitBreaker(
      probeAfterMs,
      (open, forMs) => this.#changed(undefined, open, forMs),
      this.#mayProbe(undefined),
    );
  }

  /** Takes over that a circuit has opened or closed at another server. */
  hear({ kind, action, forMs }: CircuitNews): void {
    const circuit = action === undefined ? this.#upstream : this.#stateOf(action).circuit;
    const wasOpen = circuit.isOpen;
    if (kind === 'open') circuit.openFor(forMs);
    else if (kind === 'closed') circuit.close();
    if (circuit.isOpen !== wasOpen) this.#note(action, circuit.isOpen);
  }

  /** Tells the other servers what this one has found out. */
  #changed(action: string | undefined, open: boolean, forMs: number): void {
    this.#options.shared?.tell({ kind: open ? 'open' : 'closed', action, forMs });
    this.#note(action, open);
  }

  #note(action: string | undefined, open: boolean): void {
    if (action === undefined) {
      this.#failed = [];
      // The probe has shown that the upstream works, so these failures are their actions' own.
      if (!open) this.#broken.clear();
    } else if (!open) this.#broken.delete(action);
    this.#options.onChange(action, open);
  }

  #mayProbe(action: string | undefined): MayProbe | undefined {
    const { shared, probeTimeoutMs, timeoutMs } = this.#options;
    return shared && ((isCheap) => shared.mayProbe(action, isCheap ? probeTimeoutMs : timeoutMs));
  }

  /** True until a probe of the upstream was answered. */
  get isOpen(): boolean {
    return this.#upstream.isOpen;
  }

  /** When a call was last answered, by `performance.now()`; before that, -Infinity. */
  get answeredAt(): number {
    return this.#answeredAt;
  }

  /** True if a call of that action would be refused, or have to wait for a probe. */
  holdsBack(action: string): boolean {
    return this.isOpen || (this.#actions.get(action)?.circuit.isOpen ?? false);
  }

  /** The actions whose own circuit is open. */
  get openActions(): string[] {
    return [...this.#actions].flatMap(([action, { circuit }]) => (circuit.isOpen ? [action] : []));
  }

  /** Makes a call if both circuits let it through, and counts its result. */
  async pass<Answer>(terms: PassTerms, call: (passage: Passage) => Promise<Answer>): Promise<Answer> {
    const { asked, signal } = terms;
    const { action } = asked;
    const { circuit } = this.#stateOf(action);
    const refuseAll = (): UpstreamError => shortCircuited(asked, this.#upstream.retryAfterMs);
    const refuseAction = (): UpstreamError => shortCircuited(asked, circuit.retryAfterMs, action);
    const refusal = (): UpstreamError | undefined =>
      this.#upstream.isOpen ? refuseAll() : circuit.isOpen ? refuseAction() : undefined;
    if (!this.holdsBack(action)) return this.#counted(action, () => call({ isProbe: false, refusal }));
    const { ofUpstream: upstreamProbe, ofAction: actionProbe } = terms.probes();
    const options = (probe: Probe | undefined, refuses: () => UpstreamError): PassOptions => ({
      probe: probe && (() => this.#probed(probe)),
      refuse: refuses,
      signal,
    });
    const isSound = upstreamProbe && !this.#stateOf(upstreamProbe.action).circuit.isOpen;
    const probesAll = isSound ? upstreamProbe : actionProbe;
    return this.#upstream.pass(
      (probesUpstream) =>
        circuit.pass(
          (probesAction) =>
            this.#counted(action, () => {
              const isProbe = probesUpstream || probesAction;
              return call({ isProbe, refusal: isProbe ? () => undefined : refusal });
            }),
          options(actionProbe, refuseAction),
        ),
      // If the call is the probe's own action, the call itself is the probe.
      options(probesAll === upstreamProbe && probesAll?.action === action ? undefined : probesAll, refuseAll),
    );
  }

  /**
   * Makes a probe. A cheap read proves little about a large one: the action's circuit opens again at the next
   * failure.
   */
  async #probed({ action, make }: Probe): Promise<unknown> {
    const state = this.#stateOf(action);
    const wasOpen = state.circuit.isOpen;
    try {
      return await this.#counted(action, make);
    } finally {
      if (wasOpen) state.isOnTrial = true;
    }
  }

  async #counted<Answer>(action: string, call: () => Promise<Answer>): Promise<Answer> {
    try {
      const answer = await call();
      this.#answeredAt = performance.now();
      this.#count(action, 'ANSWERED');
      return answer;
    } catch (error) {
      this.#count(action, verdictOf(error));
      throw error;
    }
  }

  #count(action: string, verdict: Verdict): void {
    if (verdict === 'UNTRIED') return;
    const state = this.#stateOf(action);
    if (verdict === 'ANSWERED') {
      state.failures = 0;
      state.isOnTrial = false;
      this.#failed = [];
      return;
    }
    // While a circuit is open, failures of its probes and of calls already under way do not count.
    const isKnown = state.circuit.isOpen;
    if (!isKnown) {
      state.failures += 1;
      if (state.failures >= (state.isOnTrial ? 1 : FAILURES_TO_OPEN)) {
        // A failure on trial is no new evidence against the upstream.
        if (!state.isOnTrial) this.#broken.add(action);
        state.circuit.open();
      }
    }
    if (this.#upstream.isOpen || (isKnown && verdict === 'FAILED')) return;
    this.#failed = [...this.#failed, { action, verdict }].slice(-FAILURES_TO_OPEN);
    if (this.#broken.size >= ACTIONS_TO_OPEN || this.#showsAll()) this.#upstream.open();
  }

  /** True if the last failures concern more than one action. */
  #showsAll(): boolean {
    const failed = this.#failed;
    if (failed.length < FAILURES_TO_OPEN) return false;
    const actions = new Set(failed.map(({ action }) => action)).size;
    if (actions >= ACTIONS_TO_OPEN) return true;
    const isUnconnected = failed.every(({ verdict }) => verdict !== 'FAILED');
    return isUnconnected && (actions > 1 || failed.some(({ verdict }) => verdict === 'UNREACHED'));
  }

  /** The state of an action, made at its first call. There is at most one for each record. */
  #stateOf(action: string): ActionState {
    const known = this.#actions.get(action);
    if (known) return known;
    const circuit = new CircuitBreaker(
      this.#options.probeAfterMs,
      (open, forMs) => this.#changed(action, open, forMs),
      this.#mayProbe(action),
    );
    const state: ActionState = { circuit, failures: 0, isOnTrial: false };
    this.#actions.set(action, state);
    return state;
  }
}

/** The error of a call that an open circuit stops. @param action if left out, it is the upstream's circuit */
export const shortCircuited = (asked: Asked, retryAfterMs: number, action?: string): UpstreamUnavailable =>
  new UpstreamUnavailable(
    asked,
    action === undefined
      ? `${nameOf(asked)} has failed several times in a row, so no call is sent for some seconds. Try again then.`
      : `${nameOf(asked)} has failed at ${action} several times in a row, so that action is not called for some seconds. Try again then.`,
    { sent: false, shortCircuited: true, retryAfterSeconds: inSeconds(retryAfterMs) },
  );
