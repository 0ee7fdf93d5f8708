import { expect, test } from 'vitest';
import { Bytes } from '../../../../src/upstream/wire/columns/bytes.ts';
import { TextMemory, TextRoom, type RowTexts } from '../../../../src/upstream/wire/rows/textMemory.ts';

const MOST_BYTES = 400_000;

/** Keeps a text of some bytes for each row. @returns how many were kept */
function fill(texts: RowTexts | undefined, rows: number, length: number): number {
  const text = new Bytes();
  let kept = 0;
  for (let row = 0; row < rows; row += 1) {
    text.clear();
    text.addText(String(row).padEnd(length, '.'));
    if (texts?.keep(row, text, 0, text.length)) kept += 1;
  }
  return kept;
}

/** The texts of rows, as far as they are kept. */
function textsOf(texts: RowTexts | undefined, rows: readonly number[]): string[] {
  const out = new Bytes();
  return rows.flatMap((row) => {
    out.clear();
    return texts?.copy(() => row, 0, 1, out) === 1 ? [out.view().toString()] : [];
  });
}

function memoryIn(room: TextRoom): TextMemory {
  const memory = new TextMemory();
  memory.keepIn(room);
  return memory;
}

test('texts are copied in any order, over several blocks', () => {
  const texts = memoryIn(new TextRoom(MOST_BYTES)).of('key');
  expect(fill(texts, 2000, 101)).toBe(2000);
  const rows = [1999, 0, 1, 2, 700, 699, 1024, 1023, 2];
  expect(textsOf(texts, rows)).toEqual(rows.map((row) => String(row).padEnd(101, '.')));
  const out = new Bytes();
  expect(texts?.copy((place) => place + 500, 0, 1500, out)).toBe(1500);
  expect(out.view().toString()).toBe(
    Array.from({ length: 1500 }, (_, place) => String(place + 500).padEnd(101, '.')).join(''),
  );
  expect(texts?.copy((place) => 1990 + place, 0, 20, out)).toBe(10);
});

test('all texts share one limit: those that were used longest ago are dropped first', () => {
  const room = new TextRoom(MOST_BYTES);
  const memories = Array.from({ length: 10 }, () => memoryIn(room));
  const first = memories[0]?.of('key');
  for (const memory of memories) {
    fill(memory.of('key'), 500, 200);
    expect(room.bytes).toBeLessThanOrEqual(MOST_BYTES);
  }
  expect(textsOf(first, [1])).toEqual([]);
  expect(textsOf(memories[9]?.of('key'), [1])).toEqual(['1'.padEnd(200, '.')]);
  // What was dropped is kept anew.
  expect(fill(memories[0]?.of('key'), 5, 200)).toBe(5);
});

test('texts that are larger than the limit are not kept as a whole', () => {
  const room = new TextRoom(MOST_BYTES);
  const texts = memoryIn(room).of('key');
  expect(fill(texts, 10_000, 200)).toBeLessThan(10_000);
  expect(room.bytes).toBeLessThanOrEqual(MOST_BYTES);
  expect(memoryIn(room).of('key')?.has(1)).toBe(false);
});

test('nothing is kept for an answer that is not remembered, or no longer', () => {
  expect(new TextMemory().of('key')).toBeUndefined();
  const room = new TextRoom(MOST_BYTES);
  const memory = memoryIn(room);
  const texts = memory.of('key');
  fill(texts, 100, 200);
  expect(room.bytes).toBeGreaterThan(20_000);
  memory.close();
  expect(room.bytes).toBe(0);
  expect(memory.of('key')).toBeUndefined();
  // An operation that has begun before.
  expect(fill(texts, 100, 200)).toBe(0);
  expect(room.bytes).toBe(0);
});
