import { render } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Execution } from './answer.ts';
import { apiKey } from './apiKey.ts';
import { Bar } from './bar.tsx';
import { createFetcher } from './fetcher.ts';
import { openQuery, showGraphiql, showTab, type TabsState } from './graphiqlPackage.ts';
import { KeyForm } from './keyForm.tsx';
import { linkedIn } from './link.ts';
import { pageData } from './pageData.ts';
import { StatusBar } from './statusBar.tsx';
import { createTabStorage, indexOf, openLinked, saveTabs } from './tabs.ts';
import './style.css';

/** The words for a person without a key, or with one that the server does not accept. */
const WANTED = 'This server needs an API key or a token.';
const REFUSED = 'The server does not accept the key any more. Enter another one.';

function Page() {
  const editor = useRef<HTMLDivElement>(null);
  const tabs = useRef<TabsState>({ tabs: [], activeTabIndex: 0 });
  const [isSignedIn, setIsSignedIn] = useState(!pageData.accessControl || apiKey() !== null);
  const [isRefused, setIsRefused] = useState(false);
  const [state, setState] = useState<'loading' | 'ready' | 'failed'>('loading');
  const [activeTab, setActiveTab] = useState('');
  const [executions, setExecutions] = useState<ReadonlyMap<string, Execution>>(new Map());

  useEffect(() => {
    if (!isSignedIn || !editor.current) return;
    const activeId = (): string => tabs.current.tabs[tabs.current.activeTabIndex]?.id ?? '';
    const fetcher = createFetcher({
      begin: () => {
        const id = activeId();
        setExecutions((all) => new Map([...all].filter(([other]) => other !== id)));
        return (execution) => setExecutions((all) => new Map([...all, [id, execution]]));
      },
      refused: () => setIsRefused(true),
    });
    showGraphiql(editor.current, {
      fetcher,
      storage: createTabStorage(),
      defaultTabs: pageData.operations.slice(0, 1).map(({ document: query }) => ({ query })),
      // Of new tabs.
      defaultQuery: '',
      shouldPersistHeaders: false,
      showPersistHeadersSettings: false,
      title: '',
      logo: '',
      onTabChange: (changed) => {
        tabs.current = changed;
        saveTabs(changed);
        setActiveTab(activeId());
      },
      // GraphiQL would write the query into the address, and so into the log of a proxy.
      onEditQuery: () => undefined,
    }).then(
      () => setState('ready'),
      () => setState('failed'),
    );
  }, [isSignedIn]);

  const open = (query: string): void => {
    const known = indexOf(tabs.current.tabs, { query, variables: '' });
    if (known >= 0) showTab(known);
    else void openQuery(query);
  };
  return (
    <>
      <Bar isReady={isSignedIn && state === 'ready'} onOpen={open} />
      <main>
        {!isSignedIn && <KeyForm words={WANTED} onAccepted={() => setIsSignedIn(true)} />}
        {isSignedIn && isRefused && <KeyForm words={REFUSED} onAccepted={() => location.reload()} />}
        {isSignedIn && state !== 'ready' && (
          <p class="loading" role="status">
            {state === 'loading'
              ? 'Loading GraphiQL …'
              : 'GraphiQL could not be loaded. Load the page again.'}
          </p>
        )}
        {isSignedIn && <div class="editor" ref={editor} />}
      </main>
      {isSignedIn && state === 'ready' && <StatusBar execution={executions.get(activeTab)} />}
    </>
  );
}

const linked = linkedIn(location);
if (linked) {
  openLinked(linked);
  // A reload shows the tab that is open then.
  history.replaceState(null, '', location.pathname);
}
const page = document.getElementById('page');
if (page) render(<Page />, page);
