import type { ExecutionResult } from 'graphql';
import { isAsyncIterable, type Plugin } from 'graphql-yoga';
import { nextTurn, ownTurn } from '../../upstream/promises/turn.ts';
import type { ServerContext } from '../serverContext.ts';
import { dataText, textWith } from './answerText.ts';

/** Each answer is serialised in its own turn of the event loop: that takes as long as to execute the operation. */
export async function answerTurn(signal: AbortSignal): Promise<void> {
  await nextTurn();
  await ownTurn(signal);
}

/** Serialises answers in turns. */
export const useOneAnswerATurn = (): Plugin<object, ServerContext> => ({
  async onResultProcess(payload) {
    const { result, serverContext } = payload;
    await answerTurn(serverContext.signal);
    if (Array.isArray(result) || isAsyncIterable(result)) return;
    const data = await dataText(result);
    if (data === undefined) return;
    payload.setResult({ ...result, stringify: (sent: ExecutionResult) => textWith(sent, data) });
  },
});
