import type { TargetedSubmitEvent } from 'preact';
import { useId, useState } from 'preact/hooks';
import { faultOf, keepApiKey } from './apiKey.ts';

interface KeyFormProps {
  /** Why a key is wanted. */
  readonly words: string;
  readonly onAccepted: () => void;
}

/** Asks for an API key or a token, and tries it. */
export function KeyForm({ words, onAccepted }: KeyFormProps) {
  // There can be two forms: one in the bar, and one that says why a key is wanted.
  const id = useId();
  const [fault, setFault] = useState<string>();
  const onSubmit = async (event: TargetedSubmitEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const key = new FormData(event.currentTarget).get('key');
    if (typeof key !== 'string') return;
    const found = await faultOf(key.trim());
    setFault(found);
    if (found !== undefined) return;
    keepApiKey(key.trim());
    onAccepted();
  };
  return (
    <form class="key" onSubmit={(event) => void onSubmit(event)}>
      <label for={id}>{words}</label>
      <input
        id={id}
        name="key"
        type="password"
        autocomplete="off"
        required
        autofocus
        aria-describedby={`${id}-note`}
        aria-invalid={fault !== undefined}
        // What a header can hold.
        pattern="\s*[!-~]+\s*"
        title="Letters, digits and signs, without spaces"
      />
      <button type="submit">Use it</button>
      <p id={`${id}-note`} role="status">
        {fault ?? 'It is kept in this browser tab, and sent to this server only.'}
      </p>
    </form>
  );
}
