import { getNullableType, isInputObjectType, isListType, type GraphQLInputType } from 'graphql';
import { convert } from './cells.ts';
import type { CsvRow } from './csvFile.ts';
import { plainName, type LeadField, type LeadFields } from './leadFields.ts';
import { CannotRun } from './outcome.ts';

/** The options of the command line for columns. */
export interface ColumnOptions {
  /** The column of a field: `--map firstName=Vorname`. */
  readonly map: readonly Assignment[];
  /** Names of columns that are left out: `--ignore Age`. */
  readonly ignore: readonly string[];
  /** The value of a field in every lead: `--set source=website`. */
  readonly set: readonly Assignment[];
}

export interface Assignment {
  readonly field: string;
  readonly value: string;
}

/** A lead as addLeads takes it. */
export type LeadInput = Readonly<Record<string, unknown>>;

/** A value that cannot be used, by its field. */
export interface Fault {
  readonly field: string;
  readonly message: string;
}

/** The decoder's replacement for bytes that are not of the file's encoding. */
const NOT_DECODED = '\uFFFD';
const NOT_OF_ENCODING = { fault: 'has bytes that are not of the encoding: see --encoding' } as const;

type Tree = { [name: string]: unknown };

interface Column {
  readonly field: LeadField;
  readonly index: number;
}

interface Constant {
  readonly field: LeadField;
  readonly value: string | number | boolean;
}

/** Makes leads of rows. */
export class Columns {
  readonly #fields: LeadFields;
  readonly #columns: readonly Column[];
  readonly #constants: readonly Constant[];
  readonly #width: number;
  readonly #unnamed: readonly number[];

  /** @throws CannotRun with every fault of the header and the options */
  constructor(header: readonly string[], options: ColumnOptions, fields: LeadFields) {
    const faults: string[] = [];
    const fieldFor = (name: string, option: string): LeadField | undefined => {
      const field = fields.named(name);
      if (!field) faults.push(`${option} ${name}=…: there is no field ${JSON.stringify(name)}.`);
      return field;
    };
    const indexesOf = (name: string, option: string): readonly number[] => {
      const indexes = columnsNamed(header, name);
      if (indexes.length === 0) faults.push(`${option}: the file has no column ${JSON.stringify(name)}.`);
      return indexes;
    };

    const ignored = new Set(options.ignore.flatMap((name) => indexesOf(name, '--ignore')));
    const mapped = options.map.flatMap(({ field: name, value }): Column[] => {
      const field = fieldFor(name, '--map');
      const indexes = indexesOf(value, `--map ${name}`);
      return field ? indexes.map((index) => ({ field, index })) : [];
    });
    const isMapped = new Set(mapped.map(({ index }) => index));
    const unknown: string[] = [];
    const named = header.flatMap((name, index): Column[] => {
      if (name.trim() === '' || ignored.has(index) || isMapped.has(index)) return [];
      const field = fields.named(name);
      if (!field) unknown.push(name);
      return field ? [{ field, index }] : [];
    });
    this.#constants = options.set.flatMap(({ field: name, value }): Constant[] => {
      const field = fieldFor(name, '--set');
      const converted = field && convert(value, field.type);
      if (!field || !converted) return [];
      if ('value' in converted) return [{ field, value: converted.value }];
      faults.push(`--set ${name}: ${converted.fault}.`);
      return [];
    });
    this.#columns = [...mapped, ...named];
    this.#fields = fields;
    this.#width = header.length;
    this.#unnamed = header.flatMap((name, index) =>
      name.trim() === '' && !ignored.has(index) && !isMapped.has(index) ? [index] : [],
    );
    faults.push(...this.#contradictions(header), ...this.#missing());
    if (unknown.length > 0) {
      faults.push(
        `Unknown columns: ${unknown.join(', ')}. Map each by --map field=column, or leave it out by --ignore column.`,
      );
    }
    if (unknown.length > 0 || faults.some((fault) => fault.includes('there is no field'))) {
      faults.push(`The fields are: ${fields.known.join(', ')}.`);
    }
    if (faults.length > 0) throw new CannotRun(faults.join('\n'));
  }

  /** A row as a lead, or every fault of it. Blank cells count as not given. */
  leadFrom(row: CsvRow): { readonly lead: LeadInput } | { readonly faults: readonly Fault[] } {
    const { cells } = row;
    const shape = this.#shapeFault(row);
    if (shape) return { faults: [shape] };
    const faults: Fault[] = [];
    const lead: Tree = {};
    for (const { field, index } of this.#columns) {
      const text = cells[index] ?? '';
      if (text.trim() === '') continue;
      const converted = text.includes(NOT_DECODED) ? NOT_OF_ENCODING : convert(text, field.type);
      if ('value' in converted) put(lead, field.path, converted.value);
      else faults.push({ field: field.name, message: converted.fault });
    }
    for (const { field, value } of this.#constants) put(lead, field.path, value);
    if (faults.length > 0) return { faults };
    const whole = listed(lead, this.#fields.type);
    const missing = missingIn(whole, this.#fields.type, '');
    return missing.length > 0 ? { faults: missing } : { lead: { ...whole } };
  }

  #shapeFault({ cells, unclosedLines }: CsvRow): Fault | undefined {
    const isBlank = (index: number): boolean => (cells[index] ?? '').trim() === '';
    if (unclosedLines > 0) {
      return {
        field: '',
        message: `a quote is opened and not closed: ${unclosedLines} lines were read as one cell`,
      };
    }
    const more = cells.findIndex((_, index) => index >= this.#width && !isBlank(index));
    if (cells.length < this.#width || more !== -1) {
      return { field: '', message: `the row has ${cells.length} cells, the header ${this.#width}` };
    }
    const unnamed = this.#unnamed.find((index) => !isBlank(index));
    return unnamed === undefined
      ? undefined
      : { field: '', message: `cell ${unnamed + 1} is of a column without a name` };
  }

  #contradictions(header: readonly string[]): string[] {
    const sources = Map.groupBy(
      [
        ...this.#columns.map(({ field, index }) => ({
          name: field.name,
          from: `column ${JSON.stringify(header[index])}`,
        })),
        ...this.#constants.map(({ field }) => ({ name: field.name, from: 'the command line' })),
      ],
      ({ name }) => name,
    );
    return [...sources]
      .filter(([, from]) => from.length > 1)
      .map(
        ([name, from]) =>
          `${name} is given more than once: by ${from.map((one) => one.from).join(' and by ')}.`,
      );
  }

  #missing(): string[] {
    const given = new Set([...this.#columns, ...this.#constants].map(({ field }) => field.name));
    return this.#fields.required
      .filter((name) => !given.has(name))
      .map(
        (name) => `No column is of ${name}: name it by --map ${name}=column, or give --set ${name}=value.`,
      );
  }
}

/** The columns of exactly that name; else those of that name in any case and punctuation. */
function columnsNamed(header: readonly string[], name: string): readonly number[] {
  const where = (isMeant: (one: string) => boolean): number[] =>
    header.flatMap((one, index) => (isMeant(one) ? [index] : []));
  const exact = where((one) => one === name);
  return exact.length > 0 ? exact : where((one) => plainName(one) === plainName(name));
}

const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null;

/** Puts a value at a path. The items of a list are members of an object until `listed` makes it a list. */
function put(tree: Tree, [name = '', ...rest]: readonly string[], value: unknown): void {
  if (rest.length === 0) {
    tree[name] = value;
    return;
  }
  const below = tree[name];
  const inner: Tree = isTree(below) ? below : Object.create(null);
  tree[name] = inner;
  put(inner, rest, value);
}

/** The tree with lists in the place of such objects; custom fields become name and value. */
function listed(tree: Tree, type: GraphQLInputType): Tree {
  const fields = isInputObjectType(type) ? type.getFields() : {};
  return Object.fromEntries(
    Object.entries(tree).map(([name, value]) => {
      const inner = fields[name] && getNullableType(fields[name].type);
      if (!inner || !isTree(value)) return [name, value];
      if (!isListType(inner)) return [name, listed(value, inner)];
      const places = Object.entries(value).map(([place, member]) =>
        isTree(member) ? listed(member, getNullableType(inner.ofType)) : { name: place, value: member },
      );
      return [name, places];
    }),
  );
}

/** The required fields that a lead lacks, nested ones included. */
function missingIn(value: unknown, declared: GraphQLInputType, path: string): Fault[] {
  const type = getNullableType(declared);
  if (Array.isArray(value) && isListType(type)) {
    return value.flatMap((member, place) => missingIn(member, type.ofType, `${path}${place}.`));
  }
  if (!isTree(value) || !isInputObjectType(type)) return [];
  return Object.values(type.getFields()).flatMap((field) => {
    const member = value[field.name];
    const name = `${path}${field.name}`;
    if (member !== undefined) return missingIn(member, field.type, `${name}.`);
    return field.type === getNullableType(field.type) ? [] : [{ field: name, message: 'must be given' }];
  });
}
