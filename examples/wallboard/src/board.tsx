import type { ComponentChildren } from 'preact';
import { apiKey } from './apiKey.ts';
import type { AgentRow, Floor } from './floor.ts';
import { KeyForm } from './keyForm.tsx';
import { countText, durationText, NOT_KNOWN, shareText, STATE_WORDS, timeText } from './words.ts';

/** How long a row is marked after the agent changed state. */
const MARKED_MS = 4000;

interface BoardProps {
  readonly floor: Floor;
  /** The time that the page shows, in epoch milliseconds: it stands still while the connection is lost. */
  readonly now: number;
}

/** The whole page. */
export function Board({ floor, now }: BoardProps) {
  const problems = new Set(Object.values(floor.links).flatMap(({ problems: words }) => words));
  return (
    <>
      <header>
        <h1>Floor</h1>
        <p role="status" class="link" data-state={floor.state}>
          {linkText(floor)}
        </p>
        <p class="clock">{timeText(now)}</p>
      </header>
      <main data-state={floor.state}>
        {floor.state === 'locked' && <KeyForm isRefused />}
        {problems.size > 0 && (
          <ul class="problems" role="alert">
            {[...problems].map((words) => (
              <li key={words}>{words}</li>
            ))}
          </ul>
        )}
        <Counts floor={floor} />
        <Figures floor={floor} now={now} />
        <Agents rows={floor.agents} now={now} />
        {floor.state !== 'locked' && apiKey() !== null && (
          <details>
            <summary>API key</summary>
            <KeyForm isRefused={false} />
          </details>
        )}
      </main>
    </>
  );
}

function linkText({ state, lostAt }: Floor): string {
  if (lostAt !== null)
    return `Connection lost at ${timeText(lostAt)}. Trying again. The figures are from then.`;
  if (state === 'locked') return 'Not signed in';
  return state === 'connecting' ? 'Connecting' : 'Live';
}

function Counts({ floor: { counts } }: { readonly floor: Floor }) {
  return (
    <section aria-label="Agents">
      <dl class="counts">
        <Tile label="Logged in">{countText(counts?.loggedIn)}</Tile>
        <Tile label="Ready" state="READY">
          {countText(counts?.ready)}
        </Tile>
        <Tile label="In call" state="IN_CALL">
          {countText(counts?.inCall)}
        </Tile>
        <Tile label="Not ready" state="PAUSED">
          {countText(counts?.notReady)}
        </Tile>
      </dl>
    </section>
  );
}

function Figures({ floor, now }: { readonly floor: Floor; readonly now: number }) {
  const { today } = floor;
  const longest = floor.agents.find(({ state }) => state === 'READY');
  const queued = today?.longestQueueSeconds ?? null;
  return (
    <section aria-label="Waits and today's calls">
      <dl class="figures">
        <Tile label={longest ? `Longest ready: ${longest.name}` : 'Longest ready'}>
          {longest ? <Age of={longest} now={now} /> : NOT_KNOWN}
        </Tile>
        <Tile label="Longest queue wait today">{queued === null ? NOT_KNOWN : durationText(queued)}</Tile>
        <Tile label="Inbound today">{countText(today?.inbound)}</Tile>
        <Tile label="Handled">{shareText(today?.handled, today?.inbound)}</Tile>
        <Tile label="Abandoned">{shareText(today?.abandoned, today?.inbound)}</Tile>
        <Tile label="Outbound today">{countText(today?.outbound)}</Tile>
        <Tile label="Hopper leads">{countText(today?.hopperLeads)}</Tile>
      </dl>
    </section>
  );
}

interface TileProps {
  readonly label: string;
  readonly state?: AgentRow['state'];
  readonly children: ComponentChildren;
}

function Tile({ label, state, children }: TileProps) {
  return (
    <div data-state={state}>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Agents({ rows, now }: { readonly rows: readonly AgentRow[]; readonly now: number }) {
  // More agents get more columns, and each a smaller line: a wallboard does not scroll.
  const columns = rows.length <= 48 ? 3 : rows.length <= 88 ? 4 : rows.length <= 150 ? 5 : 6;
  return (
    <section aria-labelledby="agents">
      <h2 id="agents">
        Agents by state <small>+ at least: the state began before this server looked</small>
      </h2>
      <ul
        class="agents"
        style={{ '--columns': columns, '--rows': Math.max(1, Math.ceil(rows.length / columns)) }}
      >
        {rows.map((row) => (
          <li
            key={row.username}
            data-state={row.state}
            data-agent={row.username}
            class={now - row.changedAt < MARKED_MS ? 'changed' : undefined}
          >
            <span class="state">{stateText(row)}</span> <span class="name">{row.name}</span>{' '}
            <Age of={row} now={now} />
          </li>
        ))}
      </ul>
      {rows.length === 0 && <p>No agent is known to be at work.</p>}
    </section>
  );
}

/** The state in words, and the dialer's own word if it says more: the kind of a pause. */
function stateText({ state, statusText }: AgentRow): string {
  if (statusText === null) return STATE_WORDS[state];
  if (state === 'PAUSED') {
    const kind = statusText.replace(/^PAUSED?\b[\s-]*/i, '').toLowerCase();
    return kind === '' ? STATE_WORDS[state] : kind.charAt(0).toUpperCase() + kind.slice(1);
  }
  return state === 'UNKNOWN' ? statusText : STATE_WORDS[state];
}

function Age({ of: { since, isAtLeast }, now }: { readonly of: AgentRow; readonly now: number }) {
  const seconds = Math.max(0, Math.floor((now - since) / 1000));
  return (
    <time dateTime={`PT${seconds}S`}>
      {durationText(seconds)}
      {isAtLeast && '+'}
    </time>
  );
}
