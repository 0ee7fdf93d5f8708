/** An entry of the menu. */
export interface MenuEntry {
  readonly title: string;
  readonly summary: string;
  readonly document: string;
}

/** What the server says to the page. */
export interface PageData {
  /** True if the API wants a key or a token. */
  readonly accessControl: boolean;
  /** True if the server shows the wallboard. */
  readonly wallboard: boolean;
  /** URLs of GraphiQL's files by name, relative to the page. */
  readonly urls: Readonly<Record<string, string>>;
  readonly operations: readonly MenuEntry[];
}

export const pageData: PageData = JSON.parse(document.getElementById('page-data')?.textContent ?? '');

/** The API is where the page is. */
export const API_URL = location.pathname;
