import { onTestFinished } from 'vitest';
import { streamEvent, type StreamEvent } from './eventStream.ts';

/** A subscription as its client sees it. */
export interface Subscribed {
  readonly response: Response;
  /** All that has arrived so far. */
  readonly text: () => string;
  /** The results that have arrived so far. */
  readonly results: () => StreamEvent[];
  /** True if the server has ended it as complete. */
  readonly isComplete: () => boolean;
  /** Resolves when the first result has arrived. */
  readonly first: Promise<void>;
  /** Resolves when the connection has ended. */
  readonly ended: Promise<void>;
  /** Leaves. */
  readonly leave: () => void;
}

export interface Subscribing {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly method?: 'GET' | 'POST';
}

/** Subscribes over server-sent events. The client leaves with the test. */
export async function subscribe(
  url: string,
  { query, variables, headers, method = 'POST' }: Subscribing,
): Promise<Subscribed> {
  const controller = new AbortController();
  onTestFinished(() => controller.abort());
  const { signal } = controller;
  const search = new URLSearchParams({
    query,
    ...(variables ? { variables: JSON.stringify(variables) } : {}),
  });
  const response =
    method === 'GET'
      ? await fetch(`${url}/graphql?${search}`, { headers: { accept: EVENTS, ...headers }, signal })
      : await fetch(`${url}/graphql`, {
          method,
          headers: { 'content-type': 'application/json', accept: EVENTS, ...headers },
          body: JSON.stringify({ query, variables }),
          signal,
        });
  let text = '';
  const { promise: first, resolve: hasFirst } = Promise.withResolvers<void>();
  const ended = (async () => {
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? []) {
      text += decoder.decode(chunk, { stream: true });
      if (/^event: next\ndata: .*\n\n/m.test(text)) hasFirst();
    }
  })().catch(() => undefined);
  return {
    response,
    text: () => text,
    results: () =>
      [...text.matchAll(/^event: next\ndata: (.*)\n\n/gm)].map(([, data = '']) =>
        streamEvent.parse(JSON.parse(data)),
      ),
    isComplete: () => text.includes('event: complete\ndata:\n\n'),
    first,
    ended,
    leave: () => controller.abort(),
  };
}

const EVENTS = 'text/event-stream';

/** The numbers of agents as the dialer tells them. */
export const agentCounts = (live: number): object => ({
  result: 'success',
  data: {
    total_live_agents: live,
    paused_agents: 1,
    ready_agents: 2,
    incall_agents: 3,
    offline_agents: 4,
    total_active_agents: 103,
  },
});
