import type { StoredColumn } from '../column.ts';
import { Ints, Naturals } from './numbers.ts';
import { TextBuilder } from './textBuilder.ts';
import { secondsOf } from '../../rows/times.ts';

/** Collects the values of one member, row by row. */
export interface ColumnBuilder {
  /** @returns the number by which the value can be repeated; undefined if no value of this column can be */
  add(value: unknown): number | undefined;
  /** Adds the same value again. @param stored what `add` returned last, or for another value of the column */
  repeat(stored: number): void;
  /** Adds a text that is ASCII, if each row has a text of its own. @returns false if it must be added otherwise */
  addBytes?(bytes: Buffer, from: number, to: number): boolean;
  finish(): StoredColumn;
}

/** The kind of column that a cell's values are kept in. */
export type ColumnKind = StoredColumn['kind'];

export function columnBuilder(kind: ColumnKind): ColumnBuilder {
  if (kind === 'texts') return new TextBuilder();
  if (kind === 'numbers') return new NumberBuilder();
  return kind === 'times' ? new TimeBuilder() : new ValueBuilder();
}

class NumberBuilder implements ColumnBuilder {
  readonly #numbers = new Ints();

  add(value: unknown): number {
    const number = typeof value === 'number' ? value : NaN;
    this.#numbers.add(number);
    return number;
  }

  repeat(stored: number): void {
    this.#numbers.add(stored);
  }

  finish(): StoredColumn {
    return { kind: 'numbers', numbers: this.#numbers.finish() };
  }
}

class TimeBuilder implements ColumnBuilder {
  readonly #seconds = new Naturals();

  add(value: unknown): number {
    const seconds = typeof value === 'string' ? secondsOf(value) : NaN;
    this.#seconds.add(seconds);
    return seconds;
  }

  repeat(stored: number): void {
    this.#seconds.add(stored);
  }

  finish(): StoredColumn {
    return { kind: 'times', seconds: this.#seconds.finish() };
  }
}

class ValueBuilder implements ColumnBuilder {
  readonly #values: unknown[] = [];

  add(value: unknown): undefined {
    this.#values.push(value);
  }

  repeat(): void {
    throw new Error('These values are not repeated.');
  }

  finish(): StoredColumn {
    return { kind: 'values', values: this.#values };
  }
}
