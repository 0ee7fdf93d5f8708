/** Answers as JSON. Large ones are written in several turns of the event loop. */
import type { ExecutionResult } from 'graphql';
import { JsonList } from '../../graph/execution/jsonList.ts';
import { andThen, type MaybePromise } from '../../upstream/promises/maybePromise.ts';
import { giveWay } from '../../upstream/promises/turn.ts';

/** The most values that are written at once. It takes JSON.stringify about a millisecond. */
const VALUES_AT_ONCE = 10_000;

/** A text counts as one value for each of this many characters. */
const CHARACTERS_OF_VALUE = 32;

/** A part of an answer: text, or what was written before. */
type Part = string | Buffer;

/** The JSON of a result, as JSON.stringify writes it: a text, or bytes in parts if some of them were written before. */
export const answerBody = (result: ExecutionResult): MaybePromise<string | readonly Buffer[]> =>
  andThen(dataParts(result), (data) => {
    if (!data) return JSON.stringify(result);
    const whole = joined(partsWith(result, data));
    const [only, ...others] = whole;
    if (typeof only === 'string' && others.length === 0) return only;
    return whole.map((part) => (typeof part === 'string' ? Buffer.from(part) : part));
  });

/** The JSON of a result's data if they are large; undefined if the whole result can be written at once. */
export function dataText(result: ExecutionResult): MaybePromise<string | undefined> {
  return andThen(dataParts(result), (parts) => parts?.map(String).join(''));
}

/** The JSON of a result whose data are written already. */
export const textWith = (result: ExecutionResult, data: string): string =>
  partsWith(result, [data]).map(String).join('');

const partsWith = (result: ExecutionResult, data: readonly Part[]): readonly Part[] => {
  const members = Object.entries(result).flatMap(([name, value]): readonly (readonly Part[])[] => {
    const text: string | undefined = name === 'data' ? '' : JSON.stringify(value);
    if (text === undefined) return [];
    return [[`${JSON.stringify(name)}:${text}`, ...(name === 'data' ? data : [])]];
  });
  return ['{', ...members.flatMap((parts, index) => (index === 0 ? parts : [',', ...parts])), '}'];
};

function dataParts({ data }: ExecutionResult): MaybePromise<readonly Part[] | undefined> {
  if (!isObject(data) || sizeOf(data) < VALUES_AT_ONCE) return undefined;
  const parts: Part[] = [];
  return write(data, parts).then(() => joined(parts));
}

/** The same parts, with one text in place of several that follow each other. */
function joined(parts: readonly Part[]): readonly Part[] {
  const fewer: Part[] = [];
  let texts: string[] = [];
  const endText = (): void => {
    if (texts.length > 0) fewer.push(texts.join(''));
    texts = [];
  };
  for (const part of parts) {
    if (typeof part === 'string') texts.push(part);
    else {
      endText();
      fewer.push(part);
    }
  }
  endText();
  return fewer;
}

/** Writes a value of an answer, which is no scalar's own object, part by part. */
async function write(value: object, parts: Part[]): Promise<void> {
  const isList = Array.isArray(value);
  const keys = isList ? undefined : Object.keys(value);
  const items: readonly unknown[] = isList ? value : Object.values(value);
  const head = (index: number): string =>
    `${index === 0 ? '' : ','}${keys ? `${JSON.stringify(keys[index])}:` : ''}`;
  parts.push(isList ? '[' : '{');
  let size = 0;
  for (const [index, item] of items.entries()) {
    const itemSize = sizeOf(item);
    size += itemSize;
    if (size > VALUES_AT_ONCE) {
      await giveWay();
      size = 0;
    }
    parts.push(head(index));
    if (item instanceof JsonList) parts.push(...item.parts);
    else if (itemSize < VALUES_AT_ONCE || !isObject(item)) parts.push(JSON.stringify(item) ?? 'null');
    else await write(item, parts);
  }
  parts.push(isList ? ']' : '}');
}

/** The number of values in a value, as far as VALUES_AT_ONCE. */
function sizeOf(value: unknown, most = VALUES_AT_ONCE): number {
  if (typeof value === 'string') return 1 + Math.floor(value.length / CHARACTERS_OF_VALUE);
  // It is written in no time, but never by JSON.stringify.
  if (value instanceof JsonList) return VALUES_AT_ONCE;
  if (!isObject(value)) return 1;
  let size = 1;
  if (Array.isArray(value)) {
    for (const item of value) {
      if (size >= most) break;
      size += sizeOf(item, most - size);
    }
    return size;
  }
  for (const key in value) {
    if (size >= most) break;
    size += sizeOf(Reflect.get(value, key), most - size);
  }
  return size;
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
