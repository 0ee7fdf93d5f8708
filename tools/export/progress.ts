import type { Output } from '../load/progress.ts';

const TERMINAL_MS = 100;
const PLAIN_MS = 10_000;

/** Moves to the start of the line and clears it. */
const CLEAR = '\r\u001B[K';

/** Progress for a person: one line on a terminal, else a line every ten seconds. */
export class Progress {
  readonly #output: Output;
  readonly #startedAt = performance.now();
  #shownAt = performance.now();

  constructor(output: Output) {
    this.#output = output;
  }

  update(rows: number, bytes: number): void {
    const { isTTY, columns = 80 } = this.#output;
    const now = performance.now();
    if (now - this.#shownAt < (isTTY ? TERMINAL_MS : PLAIN_MS)) return;
    this.#shownAt = now;
    const text = this.#text(rows, bytes);
    // A line that wraps could not be overwritten.
    this.#output.write(isTTY ? `${CLEAR}${text.slice(0, columns - 1)}` : `${text}\n`);
  }

  /** The last word. */
  end(rows: number, bytes: number): void {
    this.#output.write(`${this.#output.isTTY ? CLEAR : ''}${this.#text(rows, bytes)}\n`);
  }

  #text(rows: number, bytes: number): string {
    const seconds = Math.max((performance.now() - this.#startedAt) / 1000, 0.001);
    return `${rows} rows, ${(bytes / 1e6).toFixed(1)} MB, ${Math.round(rows / seconds)} rows/s`;
  }
}
