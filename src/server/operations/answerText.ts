/** Answers as JSON. Large ones are written in several turns of the event loop. */
import type { ExecutionResult } from 'graphql';
import { JsonList } from '../../graph/execution/jsonList.ts';
import { andThen, type MaybePromise } from '../../upstream/promises/maybePromise.ts';
import { giveWay } from '../../upstream/promises/turn.ts';

/** The most values that are written at once. It takes JSON.stringify about a millisecond. */
const VALUES_AT_ONCE = 10_000;

/** A text counts as a value for each so many characters. */
const CHARACTERS_OF_VALUE = 32;

/** The JSON of a result. It is the text of JSON.stringify. */
export const answerText = (result: ExecutionResult): MaybePromise<string> =>
  andThen(dataText(result), (data) => (data === undefined ? JSON.stringify(result) : textWith(result, data)));

/** The JSON of a result's data if they are large; undefined if the whole result can be written at once. */
export function dataText({ data }: ExecutionResult): MaybePromise<string | undefined> {
  if (!isObject(data) || sizeOf(data) < VALUES_AT_ONCE) return undefined;
  const parts: string[] = [];
  return write(data, parts).then(() => parts.join(''));
}

/** The JSON of a result whose data are written already. */
export const textWith = (result: ExecutionResult, data: string): string => {
  const members = Object.entries(result).flatMap(([name, value]) => {
    const text: string | undefined = name === 'data' ? data : JSON.stringify(value);
    return text === undefined ? [] : [`${JSON.stringify(name)}:${text}`];
  });
  return `{${members.join(',')}}`;
};

/** Writes a value of an answer, which is no scalar's own object, part by part. */
async function write(value: object, parts: string[]): Promise<void> {
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
    if (item instanceof JsonList) parts.push(item.text);
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
