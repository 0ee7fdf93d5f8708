import type { Counts } from './outcome.ts';

/** The stream for progress: a terminal, or anything that takes text. */
export interface Output {
  write(text: string): void;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

const TERMINAL_MS = 100;
const PLAIN_MS = 10_000;

/** Progress for a person: one line on a terminal, else a line every ten seconds. */
export class Progress {
  readonly #output: Output;
  readonly #rows: number;
  readonly #startedAt = performance.now();
  #shownAt = performance.now();
  #handled = 0;

  /** @param rows the number of rows in the file */
  constructor(output: Output, rows: number) {
    this.#output = output;
    this.#rows = rows;
  }

  /** @param counts all rows, those of earlier runs included. @param handled number of rows with a verdict of this run */
  update(counts: Counts, handled: number): void {
    this.#handled = handled;
    const now = performance.now();
    if (now - this.#shownAt < (this.#output.isTTY ? TERMINAL_MS : PLAIN_MS)) return;
    this.#shownAt = now;
    this.#show(this.#text(counts));
  }

  /** Shows a message. */
  say(text: string): void {
    this.#show(text);
  }

  /** The last word. */
  end(counts: Counts, handled: number): void {
    this.#handled = handled;
    this.#output.write(`${this.#output.isTTY ? CLEAR : ''}${this.#text(counts)}\n`);
  }

  #show(text: string): void {
    const { isTTY, columns = 80 } = this.#output;
    // A line that wraps could not be overwritten.
    this.#output.write(isTTY ? `${CLEAR}${text.slice(0, columns - 1)}` : `${text}\n`);
  }

  #text(counts: Counts): string {
    const seconds = Math.max((performance.now() - this.#startedAt) / 1000, 0.001);
    const rate = this.#handled / seconds;
    const named = Object.entries(counts).filter(([, count]) => count > 0);
    const done = named.reduce((sum, [, count]) => sum + count, 0);
    const left = this.#rows - done;
    const percent = this.#rows === 0 ? 100 : Math.floor((100 * done) / this.#rows);
    return [
      `${done} of ${this.#rows} rows (${percent} %)`,
      ...named.map(([outcome, count]) => `${count} ${outcome.toLowerCase()}`),
      `${rate.toFixed(rate < 10 ? 1 : 0)} rows/s`,
      ...(left > 0 && rate > 0 ? [`${lengthOf(left / rate)} left`] : []),
    ].join(', ');
  }
}

/** Moves to the start of the line and clears it. */
const CLEAR = '\r\u001B[K';

/** 95 s as 1:35. */
function lengthOf(seconds: number): string {
  const whole = Math.ceil(seconds);
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

const two = (value: number): string => String(value).padStart(2, '0');
