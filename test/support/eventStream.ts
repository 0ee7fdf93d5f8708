/** A client of subscriptions over server-sent events (GraphQL over SSE, distinct connections mode). */
import { onTestFinished } from 'vitest';
import { z } from 'zod';

export const streamEvent = z.object({
  data: z.record(z.string(), z.unknown()).nullish(),
  errors: z
    .array(z.object({ message: z.string(), extensions: z.record(z.string(), z.unknown()).default({}) }))
    .default([]),
  extensions: z.record(z.string(), z.unknown()).optional(),
});

/** The data or errors of one event. */
export type StreamEvent = z.output<typeof streamEvent>;

export interface EventStream {
  /** All events so far. */
  readonly events: readonly StreamEvent[];
  /** True when the server has ended the stream. */
  readonly isOver: boolean;
  /** True when the server has ended it as complete. */
  readonly isComplete: boolean;
  /** Waits until it is true of the events. @throws Error if it is not in time, or the stream is over before */
  until(isReached: (events: readonly StreamEvent[]) => boolean, withinMs?: number): Promise<void>;
  /** Leaves. */
  close(): void;
}

const PATIENCE_MS = 30_000;

/** Subscribes, and waits for the head of the answer. The client leaves with the test. @param headers those of the request */
export async function subscribe(
  url: string,
  query: string,
  {
    variables,
    headers = {},
  }: { readonly variables?: object; readonly headers?: Record<string, string> } = {},
): Promise<EventStream> {
  const controller = new AbortController();
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream', ...headers },
    body: JSON.stringify({ query, variables }),
    signal: controller.signal,
  });
  const events: StreamEvent[] = [];
  const waiting = new Set<() => void>();
  let isOver = false;
  let isComplete = false;
  const close = (): void => controller.abort();
  onTestFinished(close);
  void read(response, (made) => {
    if (made === 'complete') isComplete = true;
    else events.push(made);
    for (const look of waiting) look();
  })
    .catch(() => undefined)
    .finally(() => {
      isOver = true;
      for (const look of waiting) look();
    });
  return {
    events,
    get isOver() {
      return isOver;
    },
    get isComplete() {
      return isComplete;
    },
    close,
    until: (isReached, withinMs = PATIENCE_MS) =>
      new Promise((resolve, reject) => {
        const end = (error?: Error): void => {
          clearTimeout(timer);
          waiting.delete(look);
          if (error) reject(error);
          else resolve();
        };
        const look = (): void => {
          if (isReached(events)) end();
          else if (isOver) end(new Error(`The stream is over: ${textOf(events)}`));
        };
        const timer = setTimeout(() => end(new Error(`It did not come: ${textOf(events)}`)), withinMs);
        waiting.add(look);
        look();
      }),
  };
}

const textOf = (events: readonly StreamEvent[]): string => JSON.stringify(events.slice(-5));

async function read(response: Response, onEvent: (made: StreamEvent | 'complete') => void): Promise<void> {
  const { body, headers } = response;
  if (!body) return;
  if (!headers.get('content-type')?.startsWith('text/event-stream')) {
    onEvent(streamEvent.parse(await response.json()));
    return;
  }
  let text = '';
  for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
    const parts = (text + chunk).split('\n\n');
    text = parts.pop() ?? '';
    for (const part of parts) {
      const data = /^event: next\ndata: (.*)$/s.exec(part)?.[1];
      if (data !== undefined) onEvent(streamEvent.parse(JSON.parse(data)));
      if (part.startsWith('event: complete')) onEvent('complete');
    }
  }
}
