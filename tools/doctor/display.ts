import { lineOf, summaryOf, type Check, type Report } from './report.ts';

/** A stream for text: a terminal or not. */
export interface Output {
  write(text: string): void;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

/** Moves to the start of the line and clears it. */
const CLEAR = '\r\u001B[K';

/** Prints each check when it is known, and on a terminal the check under way. */
export class Display {
  readonly #output: Output;
  readonly #terminal: Output;
  readonly #isJson: boolean;

  /** @param terminal the stream for progress, which is shown only if it is a terminal */
  constructor(output: Output, terminal: Output, isJson: boolean) {
    this.#output = output;
    this.#terminal = terminal;
    this.#isJson = isJson;
  }

  // Bound to the object, because `examine` takes them as options.
  readonly onStart = (name: string): void => {
    const { isTTY, columns = 80 } = this.#terminal;
    // A line that wraps could not be cleared.
    if (isTTY) this.#terminal.write(`${CLEAR}${`Checking ${name} …`.slice(0, columns - 1)}`);
  };

  readonly onCheck = (check: Check): void => {
    this.#clear();
    if (!this.#isJson) this.#output.write(`${lineOf(check)}\n`);
  };

  /** Prints the end: a summary, or the whole report as JSON. */
  end(report: Report): void {
    this.#clear();
    this.#output.write(`${this.#isJson ? JSON.stringify(report, null, 2) : summaryOf(report)}\n`);
  }

  #clear(): void {
    if (this.#terminal.isTTY) this.#terminal.write(CLEAR);
  }
}
