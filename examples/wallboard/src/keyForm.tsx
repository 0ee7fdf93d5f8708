import type { TargetedSubmitEvent } from 'preact';
import { apiKey, enterApiKey } from './apiKey.ts';

interface KeyFormProps {
  /** True if the server has refused the request. */
  readonly isRefused: boolean;
}

function onSubmit(event: TargetedSubmitEvent<HTMLFormElement>): void {
  event.preventDefault();
  const key = new FormData(event.currentTarget).get('key');
  if (typeof key === 'string') enterApiKey(key);
}

/** Asks for an API key. */
export function KeyForm({ isRefused }: KeyFormProps) {
  return (
    <form class="key" onSubmit={onSubmit}>
      <label for="key">
        {isRefused && apiKey() === null && 'This server needs an API key.'}
        {isRefused && apiKey() !== null && 'The server does not accept this API key.'}
        {!isRefused && 'Another API key.'} It needs the scopes agents:read, calls:read, reports:read and
        leads:read.
      </label>
      <input
        id="key"
        name="key"
        type="password"
        autocomplete="off"
        required
        // What a header can hold.
        pattern="[!-~]+"
        title="Letters, digits and signs, without spaces"
      />
      <button type="submit">Show the floor</button>
    </form>
  );
}
