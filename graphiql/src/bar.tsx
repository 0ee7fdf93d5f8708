import { useState } from 'preact/hooks';
import { forgetApiKey } from './apiKey.ts';
import { edited } from './graphiqlPackage.ts';
import { KeyForm } from './keyForm.tsx';
import { fragmentOf } from './link.ts';
import { OperationsMenu } from './operationsMenu.tsx';
import { pageData } from './pageData.ts';

interface BarProps {
  /** False as long as there is no editor. */
  readonly isReady: boolean;
  readonly onOpen: (document: string) => void;
}

/** The bar above GraphiQL. */
export function Bar({ isReady, onOpen }: BarProps) {
  return (
    <header class="bar">
      <h1>Crocodial GraphQL</h1>
      {isReady && <OperationsMenu onOpen={onOpen} />}
      {isReady && <CopyLink />}
      <span class="space" />
      {pageData.wallboard && <a href="wallboard">Wallboard</a>}
      {pageData.accessControl && isReady && <KeyMenu />}
    </header>
  );
}

/** Copies a link to the query. The browser's address becomes that link, too. */
function CopyLink() {
  const [words, setWords] = useState('');
  const copy = async (): Promise<void> => {
    history.replaceState(null, '', location.pathname + fragmentOf(edited()));
    // Browsers have a clipboard only over HTTPS and on the own machine.
    const isCopied = await navigator.clipboard?.writeText(location.href).then(
      () => true,
      () => false,
    );
    setWords(isCopied ? 'Copied' : 'The link is in the address bar');
    setTimeout(() => setWords(''), 4000);
  };
  return (
    <>
      <button
        type="button"
        title="A link to this query and its variables, without the key"
        onClick={() => void copy()}
      >
        Copy link
      </button>
      <span class="note" role="status">
        {words}
      </span>
    </>
  );
}

const restart = (): void => location.reload();

/** Another key, or none. The page begins anew with it: the schema that a key may see can differ. */
function KeyMenu() {
  return (
    <>
      <button type="button" popovertarget="key-menu">
        API key
      </button>
      <div id="key-menu" class="menu" popover="auto">
        <KeyForm words="Another API key or token" onAccepted={restart} />
        <button
          type="button"
          onClick={() => {
            forgetApiKey();
            restart();
          }}
        >
          Forget the key
        </button>
      </div>
    </>
  );
}
