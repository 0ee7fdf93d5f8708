const ITEM = 'wallboard-api-key';

/** The API key that a person entered, or null. It is kept for this tab only: sessionStorage ends with the tab. */
export const apiKey = (): string | null => sessionStorage.getItem(ITEM);

/** Takes an API key, and begins anew with it. */
export function enterApiKey(key: string): void {
  sessionStorage.setItem(ITEM, key);
  location.reload();
}

/** The headers that say who asks. */
export function credentials(): Record<string, string> {
  const key = apiKey();
  return key === null ? {} : { authorization: `Bearer ${key}` };
}
