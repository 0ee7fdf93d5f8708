import { CannotRun } from './outcome.ts';

/** How the API is reached. */
export interface ApiAccess {
  /** URL of /graphql. */
  readonly apiUrl: URL;
  /** Undefined = none is sent. */
  readonly apiKey: string | undefined;
}

const DEFAULT_URL = 'http://localhost:4000/graphql';

/** Reads API_URL and API_KEY. @throws CannotRun if one of them is wrong */
export const accessFrom = (env: Readonly<Record<string, string | undefined>>): ApiAccess => ({
  apiUrl: urlIn(env['API_URL'] || DEFAULT_URL),
  apiKey: keyIn(env['API_KEY']),
});

function urlIn(text: string): URL {
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new CannotRun('API_URL must be a URL such as https://api.example.com/graphql.');
  }
  if (url.pathname === '/') url.pathname = '/graphql';
  return url;
}

/** The key. One that a header cannot hold was copied badly; no error may quote it. */
function keyIn(text: string | undefined): string | undefined {
  const key = text?.trim();
  if (key === undefined || key === '') return undefined;
  if (!/^[\x21-\x7e]+$/.test(key)) throw new CannotRun('API_KEY has characters that no key has.');
  return key;
}
