import type { Dispatcher } from 'undici';

/** Called when a request begins. */
export type Begin = (controller: Dispatcher.DispatchController) => void;

const isBegin = (value: unknown): value is Begin => typeof value === 'function';

/**
 * Calls a request's `opaque` when undici is about to write the first byte: it is connected by then, and TLS has
 * verified the peer.
 */
export const noteBegin: Dispatcher.DispatcherComposeInterceptor = (dispatch) => (options, handler) =>
  dispatch(options, {
    onRequestStart: (controller, context) => {
      handler.onRequestStart?.(controller, context);
      const begin: unknown = 'opaque' in options ? options.opaque : undefined;
      if (isBegin(begin)) begin(controller);
    },
    onRequestUpgrade: (...given) => handler.onRequestUpgrade?.(...given),
    onResponseStart: (...given) => handler.onResponseStart?.(...given),
    onResponseData: (...given) => handler.onResponseData?.(...given),
    onResponseEnd: (...given) => handler.onResponseEnd?.(...given),
    onResponseError: (...given) => handler.onResponseError?.(...given),
  });
