import { API_URL } from './pageData.ts';

const ITEM = 'graphiql-api-key';

/** The API key or token that a person entered, or null. It is kept for this tab only: sessionStorage ends with the tab. */
export const apiKey = (): string | null => sessionStorage.getItem(ITEM);

export const keepApiKey = (key: string): void => sessionStorage.setItem(ITEM, key);

export const forgetApiKey = (): void => sessionStorage.removeItem(ITEM);

/** The headers that say who asks. */
export const credentialOf = (key = apiKey()): Record<string, string> =>
  key === null ? {} : { authorization: `Bearer ${key}` };

/** Why a key cannot be used, in words; undefined if the server accepts it. */
export async function faultOf(key: string): Promise<string | undefined> {
  try {
    const { status } = await fetch(API_URL, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...credentialOf(key) },
      body: '{"query":"{ __typename }"}',
    });
    if (status === 401) return 'The server does not accept this key.';
    return status === 200 ? undefined : `The server answers HTTP ${status}.`;
  } catch {
    return 'The server does not answer.';
  }
}
