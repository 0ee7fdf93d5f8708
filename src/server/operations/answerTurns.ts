import type { ExecutionResult } from 'graphql';
import { isAsyncIterable, type Plugin } from 'graphql-yoga';
import { laterTurn } from '../../upstream/promises/turn.ts';
import type { ServerContext } from '../serverContext.ts';
import { dataText, textWith } from './answerText.ts';

/** Serialises answers in turns: that takes as long as to execute the operation. */
export const useOneAnswerATurn = (): Plugin<object, ServerContext> => ({
  async onResultProcess(payload) {
    const { result, serverContext } = payload;
    await laterTurn(serverContext.signal);
    if (Array.isArray(result) || isAsyncIterable(result)) return;
    const data = await dataText(result);
    if (data === undefined) return;
    payload.setResult({ ...result, stringify: (sent: ExecutionResult) => textWith(sent, data) });
  },
});
