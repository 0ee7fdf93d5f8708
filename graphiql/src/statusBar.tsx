import { useMemo, useState } from 'preact/hooks';
import { costInWords, type AnswerError, type Execution } from './answer.ts';
import { csvOf } from './csv.ts';
import { showPlace } from './graphiqlPackage.ts';
import { listsIn, type List } from './lists.ts';
import { placeOf } from './places.ts';

/** More rows would make the page slow. The CSV file has all. */
const MOST_ROWS = 500;

interface StatusBarProps {
  /** The last answer of the tab that is shown. */
  readonly execution: Execution | undefined;
}

/** Below GraphiQL: what the last answer cost, its errors, and its lists as tables. */
export function StatusBar({ execution }: StatusBarProps) {
  const [hasTable, setHasTable] = useState(false);
  const [chosen, setChosen] = useState<string>();
  const lists = useMemo(() => listsIn(execution?.answer.data), [execution]);
  const list = lists.find(({ path }) => path === chosen) ?? lists[0];
  const errors = execution?.answer.errors ?? [];
  return (
    <footer class="status">
      {execution && errors.length > 0 && <Errors errors={errors} execution={execution} />}
      {list && hasTable && <Table list={list} />}
      <div class="line">
        <span role="status" aria-live={execution?.isEvent ? 'off' : 'polite'} class="cost">
          {wordsOf(execution)}
        </span>
        {lists.length > 1 && (
          <label>
            List{' '}
            <select value={list?.path ?? ''} onChange={({ currentTarget }) => setChosen(currentTarget.value)}>
              {lists.map(({ path, rows }) => (
                <option key={path} value={path}>
                  {path} ({rows.length})
                </option>
              ))}
            </select>
          </label>
        )}
        <button type="button" disabled={!list} aria-pressed={hasTable} onClick={() => setHasTable(!hasTable)}>
          Table
        </button>
        <button type="button" disabled={!list} onClick={() => list && download(list)}>
          Download CSV
        </button>
      </div>
    </footer>
  );
}

function wordsOf(execution: Execution | undefined): string {
  if (!execution) return 'Ctrl+Enter runs the query.';
  const { answer } = execution;
  return costInWords(answer) ?? (answer.errors ? 'The operation did not run.' : 'The answer has no cost.');
}

interface ErrorsProps {
  readonly errors: readonly AnswerError[];
  readonly execution: Execution;
}

/** The errors of an answer. A click leads to the field. */
function Errors({ errors, execution: { document, operationName } }: ErrorsProps) {
  return (
    <section class="panel errors" aria-label="Errors">
      <ul>
        {errors.map((error, index) => {
          const place = placeOf(error, document, operationName);
          const where = [error.path?.join('.'), place && `line ${place.line}, column ${place.column}`];
          return (
            <li key={index}>
              <strong>{codeOf(error)}</strong> {error.message}{' '}
              {place && (
                <button type="button" onClick={() => showPlace(place)}>
                  {where.filter(Boolean).join(' · ')}
                </button>
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

const codeOf = ({ extensions }: AnswerError): string =>
  typeof extensions?.code === 'string' ? extensions.code : 'Error';

/** A list as a table. It can be scrolled by the keyboard. */
function Table({ list: { path, columns, rows } }: { readonly list: List }) {
  return (
    <section class="panel" aria-label={`Table of ${path}`} tabIndex={0}>
      <table>
        <caption>
          {path}:{' '}
          {rows.length > MOST_ROWS ? `the first ${MOST_ROWS} of ${rows.length} rows` : `${rows.length} rows`}
        </caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, MOST_ROWS).map((row, index) => (
            <tr key={index}>
              {row.map((cell, at) => (
                <td key={columns[at]} class={typeof cell === 'number' ? 'number' : undefined}>
                  {cell === null ? '' : String(cell)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** Saves a list as a file of the browser: `agents-nodes.csv`. */
function download(list: List): void {
  const url = URL.createObjectURL(new Blob([csvOf(list)], { type: 'text/csv;charset=utf-8' }));
  const name = `${list.path.replaceAll('.', '-') || 'answer'}.csv`;
  Object.assign(document.createElement('a'), { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
