import type { Endpoint } from '../../endpoint.ts';
import type { AnswerReader } from '../reading.ts';
import type { EndedCall, UpstreamObserver } from '../observer.ts';
import { keptOf, type Answered } from '../responseCache.ts';
import type { Caller } from '../caller.ts';
import type { Call } from './attempts.ts';
import type { OutboundCalls } from './outboundCalls.ts';

export interface AnsweredCallsOptions {
  readonly outbound: OutboundCalls;
  readonly reader: AnswerReader;
  readonly observer: UpstreamObserver;
  /** Tells the observer and the caller of a call that has ended. */
  readonly tell: (call: EndedCall, caller: Caller) => void;
}

/** Makes calls and reads their answers. */
export class AnsweredCalls {
  readonly #options: AnsweredCallsOptions;

  constructor(options: AnsweredCallsOptions) {
    this.#options = options;
  }

  /**
   * Makes a call, and reads its answer.
   *
   * @param signal aborted when no caller waits for it any more
   * @throws UpstreamError if there is no usable answer; TooManyCalls; the signal's reason
   */
  async make<Input, Model>(
    call: Call,
    endpoint: Endpoint<string, Input, Model>,
    input: Input,
    signal: AbortSignal | undefined,
  ): Promise<Answered<Model>> {
    const { tell } = this.#options;
    const { record, caller } = call;
    try {
      const answered = await this.#answered(call, endpoint, input, signal);
      const { answer, bytes } = answered;
      tell(record.ended({ isAbandoned: false, model: answer.model, bytes }), caller);
      return answered;
    } catch (error) {
      tell(record.ended({ error, isAbandoned: signal?.aborted === true }), caller);
      throw error;
    }
  }

  async #answered<Input, Model>(
    call: Call,
    endpoint: Endpoint<string, Input, Model>,
    input: Input,
    signal: AbortSignal | undefined,
  ): Promise<Answered<Model>> {
    const { outbound, reader, observer } = this.#options;
    const { asked } = call;
    try {
      const opened = await outbound.make(call, signal);
      reader.tellOddities(asked, opened);
      const answeredAt = new Date();
      const reading = reader.read(asked, endpoint, input, opened.value);
      const { model, gaps } = await reading.catch((error: unknown) => {
        // Its attempt was answered, but the answer cannot be used.
        observer.onFailedAttempt?.(call.record.failedAttempt(error, false, null));
        throw error;
      });
      if (opened.warnings > 0 || gaps.length > 0)
        observer.onFlawedAnswer?.({ ...asked, warnings: opened.warnings, gaps });
      return { answer: { model, gaps, answeredAt }, ...keptOf(opened) };
    } catch (error) {
      if (endpoint.nothing && call.isAnswer?.(error))
        return { answer: { model: endpoint.nothing(), gaps: [], answeredAt: new Date() }, bytes: 0 };
      throw error;
    }
  }
}
