/** A value in a table. */
export type Cell = string | number | boolean | null;

/** A list of an answer, as a table. */
export interface List {
  /** Where it is in the answer: `agents.nodes`. */
  readonly path: string;
  /** Members of the rows: `campaign.name`. */
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

/** The lists of an answer's data in its order, those inside the rows of others left out. Empty lists are left out. */
export function listsIn(data: unknown): List[] {
  const found: List[] = [];
  const walk = (value: unknown, path: readonly string[]): void => {
    if (Array.isArray(value)) {
      if (value.length > 0) found.push(listOf(value, path));
    } else if (isObject(value)) {
      for (const [name, member] of Object.entries(value)) walk(member, [...path, name]);
    }
  };
  walk(data, []);
  return found;
}

function listOf(members: readonly unknown[], path: readonly string[]): List {
  const rows = members.map((member) => flatten(member, '', path.at(-1) ?? 'value'));
  const names = [...new Set(rows.flatMap((row) => [...row.keys()]))];
  // An object that is null in some rows has members in others.
  const columns = names.filter((name) => !names.some((other) => other.startsWith(`${name}.`)));
  return {
    path: path.join('.'),
    columns,
    rows: rows.map((row) => columns.map((column) => row.get(column) ?? null)),
  };
}

/** A row's cells by column. @param name the column of a row that is no object */
function flatten(
  value: unknown,
  prefix: string,
  name: string,
  cells = new Map<string, Cell>(),
): Map<string, Cell> {
  if (isObject(value)) {
    for (const [key, member] of Object.entries(value)) flatten(member, `${prefix}${key}.`, key, cells);
  } else cells.set(prefix === '' ? name : prefix.slice(0, -1), cellOf(value));
  return cells;
}

function cellOf(value: unknown): Cell {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  if (value === null || value === undefined) return null;
  // `[{ code: "A" }, { code: "B" }]` reads as `["A", "B"]`.
  const members = Array.isArray(value) ? value.map(onlyMemberOf) : [value];
  return members.some((member) => typeof member === 'object' && member !== null)
    ? JSON.stringify(value)
    : members.map(String).join('; ');
}

/** The value of an object with a single member; other values as they are. */
function onlyMemberOf(value: unknown): unknown {
  if (!isObject(value)) return value;
  const [only, ...more] = Object.values(value);
  return more.length === 0 ? only : value;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
