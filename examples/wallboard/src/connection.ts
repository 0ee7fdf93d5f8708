import { createClient, NetworkError } from 'graphql-sse';
import type { TypedDocumentString } from '../gql/graphql.ts';
import { credentials } from './apiKey.ts';
import { readClock, serverNow } from './clock.ts';

const ENDPOINT = 'graphql';

/** The server sends a ping every 12 seconds: without a byte for so long, the connection is gone. */
const MOST_SILENCE_MS = 30_000;

const LEAST_PAUSE_MS = 1000;
const MOST_PAUSE_MS = 10_000;

/** The pause before an operation that was refused is tried again. */
const REFUSED_PAUSE_MS = 30_000;

/** connecting: not yet. lost: it was there, or cannot be had. locked: the server needs an API key. */
export type LinkState = 'connecting' | 'live' | 'lost' | 'locked';

/** How a source of figures is. */
export interface Link {
  readonly state: LinkState;
  /** What is wrong, in words. */
  readonly problems: readonly string[];
}

export interface Listener<Data> {
  readonly onData: (data: Data) => void;
  readonly onLink: (link: Link) => void;
}

interface GraphQLResult<Data> {
  // A field that failed is null beside its error.
  readonly data?: Data | null;
  readonly errors?: readonly { readonly message: string }[];
}

type NoVariables = Readonly<Record<string, never>>;

/**
 * Follows a subscription for as long as the page is open. It connects again if the connection is lost or the server
 * restarts. It ends if the server needs an API key, or another one.
 *
 * @param onConnect is called when a connection begins: what arrives next is the present state
 */
export async function follow<Data>(
  document: TypedDocumentString<Data, NoVariables>,
  { onData, onLink, onConnect }: Listener<Data> & { readonly onConnect: () => void },
): Promise<void> {
  let failures = 0;
  for (;;) {
    let problems: readonly string[] = [];
    const client = createClient({
      url: ENDPOINT,
      headers: credentials,
      fetchFn: fetchWithWatchdog,
      // This loop tries again itself: also after "complete", which a server sends when it closes.
      retryAttempts: 0,
      on: {
        connected: () => {
          onConnect();
          onLink({ state: 'live', problems: [] });
        },
      },
    });
    try {
      for await (const { data, errors = [] } of client.iterate<Data>({ query: document.toString() })) {
        failures = 0;
        problems = errors.map(({ message }) => message);
        onLink({ state: 'live', problems });
        if (data) onData(data);
      }
      if (problems.length > 0) {
        await pause(REFUSED_PAUSE_MS);
        continue;
      }
      onLink({ state: 'lost', problems: [] });
    } catch (error) {
      const response: unknown = error instanceof NetworkError ? error.response : undefined;
      if (response instanceof Response && response.status === 401) {
        onLink({ state: 'locked', problems: [] });
        return;
      }
      onLink({ state: 'lost', problems: response instanceof Response ? await problemsIn(response) : [] });
    } finally {
      client.dispose();
    }
    await pause(pauseAfter(failures));
    failures += 1;
  }
}

/**
 * Asks a query every so often, for as long as the page is open and the server accepts its API key. If the server cannot
 * be reached, it is asked again as soon as by `follow`.
 */
export async function poll<Data, Variables>(
  document: TypedDocumentString<Data, Variables>,
  everyMs: number,
  { onData, onLink }: Listener<Data>,
): Promise<void> {
  let failures = 0;
  for (;;) {
    const answer = await ask<Data>(document.toString());
    if (answer === 'locked') {
      onLink({ state: 'locked', problems: [] });
      return;
    }
    if (answer === 'lost') {
      onLink({ state: 'lost', problems: [] });
      await pause(pauseAfter(failures));
      failures += 1;
      continue;
    }
    failures = 0;
    const problems = new Set(answer.errors?.map(({ message }) => message));
    onLink({ state: 'live', problems: [...problems] });
    if (answer.data) onData(answer.data);
    // All wallboards ask at the same moments, so that they share the dialer's answers in the server's cache.
    await pause(everyMs - (serverNow() % everyMs));
  }
}

async function ask<Data>(query: string): Promise<GraphQLResult<Data> | 'locked' | 'lost'> {
  try {
    const response = await fetch(ENDPOINT, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...credentials() },
      body: JSON.stringify({ query }),
      signal: AbortSignal.timeout(MOST_SILENCE_MS),
    });
    if (response.status === 401) return 'locked';
    readClock(response);
    return await response.json();
  } catch {
    return 'lost';
  }
}

/** What a server says of a request that it did not accept. */
async function problemsIn(response: Response): Promise<readonly string[]> {
  try {
    const { errors = [] }: GraphQLResult<unknown> = await response.json();
    return errors.map(({ message }) => message);
  } catch {
    // It is not GraphQL's: a proxy answered.
    return [`The server answered with status ${response.status}.`];
  }
}

/** As fetch, but the connection fails if nothing arrives for a while: a cable that was pulled tells nobody. */
async function fetchWithWatchdog(url: string, { signal, ...options }: RequestInit): Promise<Response> {
  const watchdog = new AbortController();
  const bark = (): void => watchdog.abort(new Error('The server is silent.'));
  let timer = setTimeout(bark, MOST_SILENCE_MS);
  try {
    const response = await fetch(url, {
      ...options,
      signal: signal ? AbortSignal.any([signal, watchdog.signal]) : watchdog.signal,
    });
    readClock(response);
    if (!response.ok || !response.body) {
      clearTimeout(timer);
      return response;
    }
    const watched = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
      transform: (chunk, controller) => {
        clearTimeout(timer);
        timer = setTimeout(bark, MOST_SILENCE_MS);
        controller.enqueue(chunk);
      },
      flush: () => clearTimeout(timer),
    });
    return new Response(response.body.pipeThrough(watched), response);
  } catch (error) {
    clearTimeout(timer);
    throw error;
  }
}

/** Doubles from one second to ten, give or take a quarter: not all wallboards come back at the same moment. */
function pauseAfter(failures: number): number {
  const usual = Math.min(LEAST_PAUSE_MS * 2 ** failures, MOST_PAUSE_MS);
  return usual * (0.75 + Math.random() / 2);
}

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
