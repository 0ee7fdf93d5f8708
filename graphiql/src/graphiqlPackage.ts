/** The part of GraphiQL, and of its editor Monaco, that the page uses. Both are globals of GraphiQL's script. */
import type { Answer, Place } from './answer.ts';
import { pageData } from './pageData.ts';
import { mendTabList } from './tabList.ts';

export interface FetcherParams {
  readonly query: string;
  readonly operationName?: string | null | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | null | undefined;
}

interface Observer {
  readonly next: (answer: Answer) => void;
  readonly error: (error: unknown) => void;
  readonly complete: () => void;
}

interface Observable {
  subscribe(observer: Observer): { unsubscribe(): void };
}

export type Fetcher = (
  params: FetcherParams,
  options?: { readonly headers?: Readonly<Record<string, string>> | undefined },
) => Promise<Answer> | Observable;

export interface Tab {
  readonly id: string;
  readonly title: string;
  readonly query: string | null;
  readonly variables: string | null;
  readonly headers: string | null;
  readonly operationName: string | null;
  readonly response: string | null;
}

export interface TabsState {
  readonly tabs: readonly Tab[];
  readonly activeTabIndex: number;
}

/** Where GraphiQL keeps its state. */
export type TabStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'clear' | 'length'>;

interface GraphiqlProps {
  readonly fetcher: Fetcher;
  readonly storage: TabStorage;
  readonly defaultTabs: readonly { readonly query: string }[];
  readonly defaultQuery: string;
  readonly shouldPersistHeaders: boolean;
  readonly showPersistHeadersSettings: boolean;
  readonly title: string;
  readonly logo: string;
  onTabChange(state: TabsState): void;
  onEditQuery(): void;
}

interface CodeEditor {
  getModel(): { readonly uri: { readonly path: string } } | null;
  getValue(): string;
  setValue(value: string): void;
  setPosition(position: { readonly lineNumber: number; readonly column: number }): void;
  revealLineInCenter(line: number): void;
  focus(): void;
}

declare global {
  var MonacoEnvironment: {
    /** True = Monaco is the global `monaco`. */
    readonly globalAPI: boolean;
    getWorkerUrl(moduleId: string, label: string): string | undefined;
  };
  var monaco: { readonly editor: { getEditors(): readonly CodeEditor[]; setTheme(name: string): void } };
  var YogaGraphiQL: { renderYogaGraphiQL(element: Element, props: GraphiqlProps): void };
}

const WORKERS: Readonly<Record<string, string>> = {
  editorWorkerService: 'editor.worker.js',
  json: 'json.worker.js',
  graphql: 'graphql.worker.js',
};

/** Loads GraphiQL, and shows it in an element. @throws Error if a file does not come */
export async function showGraphiql(element: Element, props: GraphiqlProps): Promise<void> {
  globalThis.MonacoEnvironment = {
    globalAPI: true,
    getWorkerUrl: (_, label) => pageData.urls[WORKERS[label] ?? ''],
  };
  await Promise.all([
    loaded(
      Object.assign(document.createElement('link'), {
        rel: 'stylesheet',
        href: pageData.urls['graphiql.css'],
      }),
    ),
    loaded(Object.assign(document.createElement('script'), { src: pageData.urls['graphiql.js'] })),
  ]);
  YogaGraphiQL.renderYogaGraphiQL(element, props);
  followSystem();
  await appeared(element, '.graphiql-tabs');
  mendTabList(element);
}

/** React renders a moment later. */
const appeared = async (element: Element, selector: string): Promise<void> => {
  while (!element.querySelector(selector)) await nextFrame();
};

/** GraphiQL's editors take the system's colours at the start only. */
function followSystem(): void {
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', ({ matches }) => {
    if (document.body.matches('.graphiql-light, .graphiql-dark')) return;
    globalThis.monaco.editor.setTheme(matches ? 'graphiql-DARK' : 'graphiql-LIGHT');
  });
}

const loaded = (element: HTMLElement): Promise<void> =>
  new Promise((resolve, reject) => {
    element.addEventListener('load', () => resolve());
    element.addEventListener('error', () => reject(new Error('GraphiQL could not be loaded.')));
    // Before the page's own styles, which come after GraphiQL's.
    document.head.prepend(element);
  });

const editor = (file: string): CodeEditor | undefined =>
  globalThis.monaco.editor.getEditors().find((one) => one.getModel()?.uri.path.endsWith(file));

const queryEditor = (): CodeEditor | undefined => editor('operation.graphql');
const variablesEditor = (): CodeEditor | undefined => editor('variables.json');

/** What the editors hold. */
export const edited = (): { query: string; variables: string } => ({
  query: queryEditor()?.getValue() ?? '',
  variables: variablesEditor()?.getValue() ?? '',
});

/** Opens a query in a new tab, or in the present one if that is empty. */
export async function openQuery(query: string): Promise<void> {
  if (edited().query.trim() !== '') {
    document.querySelector<HTMLButtonElement>('.graphiql-tab-add')?.click();
    // GraphiQL empties the editors for the new tab.
    await nextFrame();
  }
  queryEditor()?.setValue(query);
  variablesEditor()?.setValue('');
  queryEditor()?.focus();
}

/** Shows the tab at an index. */
export function showTab(index: number): void {
  document.querySelectorAll<HTMLButtonElement>('.graphiql-tab-button').item(index).click();
  queryEditor()?.focus();
}

/** Puts the cursor to a place in the query. */
export function showPlace({ line, column }: Place): void {
  const shown = queryEditor();
  shown?.setPosition({ lineNumber: line, column });
  shown?.revealLineInCenter(line);
  shown?.focus();
}

const nextFrame = (): Promise<void> =>
  new Promise((resolve) => {
    requestAnimationFrame(() => requestAnimationFrame(() => resolve()));
  });
