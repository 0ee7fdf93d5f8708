import type { Tab, TabsState, TabStorage } from './graphiqlPackage.ts';
import type { Linked } from './link.ts';

const TABS = 'graphiql:tabState';

/** The active tab's content, which GraphiQL keeps a second time. */
const OF_ACTIVE = { 'graphiql:query': 'query', 'graphiql:variables': 'variables' } as const;

const isOfActive = (key: string): key is keyof typeof OF_ACTIVE => Object.hasOwn(OF_ACTIVE, key);

/** The tabs of the last visit: those of this browser tab, else those that any has left. */
function savedTabs(): TabsState | undefined {
  const text = sessionStorage.getItem(TABS) ?? localStorage.getItem(TABS);
  try {
    const saved: TabsState | null = JSON.parse(text ?? 'null');
    return saved && saved.tabs.length > 0 ? saved : undefined;
  } catch {
    return undefined;
  }
}

/** Saves the tabs, without their headers and answers: they may hold secrets and personal data. */
export function saveTabs({ tabs, activeTabIndex }: TabsState): void {
  const kept = tabs.map((tab) => ({ ...tab, headers: null, response: null }));
  const text = JSON.stringify({ tabs: kept, activeTabIndex });
  try {
    sessionStorage.setItem(TABS, text);
    localStorage.setItem(TABS, text);
  } catch {
    // There is no room. The tabs stay on the screen.
  }
}

/** Opens a linked query beside the saved tabs, or shows the tab that has it. */
export function openLinked({ query, variables }: Linked): void {
  const { tabs } = savedTabs() ?? { tabs: [] };
  const known = indexOf(tabs, { query, variables });
  if (known >= 0) return saveTabs({ tabs, activeTabIndex: known });
  const id = crypto.getRandomValues(new Uint32Array(2)).join('-');
  const title = /\b(?:query|mutation|subscription)\s+(\w+)/.exec(query)?.[1] ?? '<untitled>';
  const tab: Tab = { id, title, query, variables, headers: null, operationName: null, response: null };
  saveTabs({ tabs: [...tabs, tab], activeTabIndex: tabs.length });
}

/** The index of the tab with this content; -1 = there is none. */
export const indexOf = (tabs: readonly Tab[], { query, variables }: Linked): number =>
  tabs.findIndex((tab) => tab.query === query && (tab.variables ?? '') === variables);

/**
 * GraphiQL's storage. The open tabs are saved by `saveTabs` at once. GraphiQL itself saves them later, and opens another
 * tab if the content that it keeps a second time has become different.
 */
export function createTabStorage(): TabStorage {
  const saved = savedTabs();
  const active = saved?.tabs[saved.activeTabIndex];
  return {
    getItem: (key) => {
      if (key === TABS) return saved ? JSON.stringify(saved) : null;
      if (isOfActive(key)) return active?.[OF_ACTIVE[key]] ?? null;
      return localStorage.getItem(key);
    },
    setItem: (key, value) => {
      if (key !== TABS && !isOfActive(key)) localStorage.setItem(key, value);
    },
    removeItem: (key) => {
      if (key !== TABS && !isOfActive(key)) localStorage.removeItem(key);
    },
    clear: () => undefined,
    get length() {
      return localStorage.length;
    },
  };
}
