import type { Endpoint } from '../../endpoint.ts';
import type { Asked, Upstream } from '../../errors.ts';
import type { Answer } from '../answer.ts';
import { keyOfSimple } from '../cacheKey.ts';
import type { Caller } from '../caller.ts';
import type { AnsweredFrom, EndedCall } from '../observer.ts';
import type { ResponseCache } from '../responseCache.ts';
import { sharedCall } from './callRecord.ts';

/** Tells the observer and the caller of a call that has ended. */
export type TellCall = (call: EndedCall, caller: Caller) => void;

/** Calls for which no request is sent. */
export class CachedCalls {
  readonly #tell: TellCall;

  constructor(tell: TellCall) {
    this.#tell = tell;
  }

  /**
   * The fresh answer in the cache, without a promise. Undefined if there is none, if the input is not simple, or if the
   * caller has left: then the call is made in the ordinary way.
   */
  answer<Input, Model>(
    cache: ResponseCache,
    upstream: Upstream,
    endpoint: Endpoint<string, Input, Model>,
    input: Input,
    caller: Caller,
  ): Answer<Model> | undefined {
    if (endpoint.effect === 'write' || caller.signal?.aborted) return undefined;
    const key = keyOfSimple(endpoint, input);
    const answer = key === undefined ? undefined : cache.fresh({ key, endpoint });
    if (!answer) return undefined;
    caller.noteCached(endpoint.name);
    CachedCalls.note(endpoint, caller, answer);
    const asked = { upstream, action: endpoint.name };
    this.tell(asked, caller, { from: 'cache', startedAt: performance.now(), model: answer.model });
    return answer;
  }

  /** Notes what an answer means for its caller, wherever it came from. */
  static note<Model>({ name }: Pick<Endpoint, 'name'>, caller: Caller, { gaps, model }: Answer<Model>): void {
    caller.noteGaps(name, gaps);
    if (model !== null) caller.noteFound(name);
  }

  /** Tells of a call for which no request was sent. */
  tell(
    asked: Asked,
    caller: Caller,
    facts: { from: AnsweredFrom; startedAt: number; model?: unknown; error?: unknown },
  ): void {
    const { from, startedAt, model, error } = facts;
    if (from === 'upstream') return;
    const isAbandoned = caller.signal?.aborted === true;
    this.#tell(sharedCall(asked, caller, { from, isAbandoned, startedAt, model, error }), caller);
  }
}
