/** A client of subscriptions: GraphQL over server-sent events, each subscription on a connection of its own. */
import { z } from 'zod';
import { post, type Variables } from './api.ts';

const result = z.object({
  data: z.record(z.string(), z.unknown()).nullish(),
  errors: z
    .array(z.object({ message: z.string(), extensions: z.record(z.string(), z.unknown()).default({}) }))
    .default([]),
});

export type LiveResult = z.output<typeof result>;

/** A running subscription. */
export interface LiveClient {
  /** Every result so far. */
  readonly results: readonly LiveResult[];
  /** True once the server has sent `complete`. */
  readonly isComplete: boolean;
  /** Resolves when what has come so far passes. It rejects if the stream ends before, or never comes. */
  until(passes: (results: readonly LiveResult[]) => boolean, withinMs?: number): Promise<void>;
  /** Leaves. */
  close(): void;
}

/** @throws Error if the answer is no stream of events */
export async function subscribe(
  url: string,
  query: string,
  {
    variables,
    headers = {},
  }: { readonly variables?: Variables; readonly headers?: Readonly<Record<string, string>> } = {},
): Promise<LiveClient> {
  const controller = new AbortController();
  const response = await post(
    url,
    { query, variables },
    { headers: { accept: 'text/event-stream', ...headers }, signal: controller.signal },
  );
  if (!response.headers.get('content-type')?.startsWith('text/event-stream') || !response.body)
    throw new Error(`No stream of events: ${response.status} ${await response.text()}`);

  const results: LiveResult[] = [];
  let isComplete = false;
  let isOver = false;
  let wake = Promise.withResolvers<void>();
  const tell = (): void => {
    wake.resolve();
    wake = Promise.withResolvers<void>();
  };
  const read = async (body: ReadableStream<Uint8Array>): Promise<void> => {
    let text = '';
    const decoder = new TextDecoder();
    for await (const chunk of body) {
      const blocks = (text + decoder.decode(chunk, { stream: true })).split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) {
        const lines = block.split('\n');
        const valueOf = (name: string): string | undefined =>
          lines
            .find((line) => line.startsWith(`${name}:`))
            ?.slice(name.length + 1)
            .trim();
        if (valueOf('event') === 'next') results.push(result.parse(JSON.parse(valueOf('data') ?? '')));
        if (valueOf('event') === 'complete') isComplete = true;
      }
      tell();
    }
  };
  void read(response.body)
    .catch(() => undefined)
    .finally(() => {
      isOver = true;
      tell();
    });

  return {
    results,
    get isComplete() {
      return isComplete;
    },
    until: async (passes, withinMs = 30_000) => {
      const late = AbortSignal.timeout(withinMs);
      while (!passes(results)) {
        if (isOver) throw new Error(`The stream has ended after ${JSON.stringify(results.slice(-3))}.`);
        const left = Promise.withResolvers<never>();
        const onLate = (): void =>
          left.reject(new Error(`Not within ${withinMs} ms: ${JSON.stringify(results.slice(-3))}`));
        late.addEventListener('abort', onLate, { once: true });
        await Promise.race([wake.promise, left.promise]).finally(() =>
          late.removeEventListener('abort', onLate),
        );
      }
    },
    close: () => controller.abort(),
  };
}
