import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

const PREFIX = 'crocodial_';

/** Seconds: from a cached answer to the longest deadline that is usual. */
const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15, 30, 60];

/** A value of a gauge, with its labels. */
export interface Sample<Label extends string> {
  readonly labels: Readonly<Record<Label, string>>;
  readonly value: number;
}

/** Makes the metrics of one server. Their names begin with `crocodial_`, and their units are seconds and bytes. */
export class Instruments {
  readonly #registers: [Registry];

  constructor(registry: Registry) {
    this.#registers = [registry];
  }

  counter<Label extends string>(
    name: string,
    help: string,
    labelNames: readonly Label[] = [],
  ): Counter<Label> {
    return new Counter({ name: `${PREFIX}${name}`, help, labelNames, registers: this.#registers });
  }

  /** A histogram of seconds. */
  seconds<Label extends string>(
    name: string,
    help: string,
    labelNames: readonly Label[] = [],
  ): Histogram<Label> {
    return new Histogram({
      name: `${PREFIX}${name}`,
      help,
      labelNames,
      buckets: SECONDS,
      registers: this.#registers,
    });
  }

  /** A gauge that is read when metrics are scraped. @param read undefined = the value is not known at present */
  gauge(name: string, help: string, read: () => number | undefined | Promise<number | undefined>): void {
    this.gauges(name, help, [], async () => {
      const value = await read();
      return value === undefined ? [] : [{ labels: {}, value }];
    });
  }

  /** As `gauge`, with labels. */
  gauges<Label extends string>(
    name: string,
    help: string,
    labelNames: readonly Label[],
    read: () => readonly Sample<Label>[] | Promise<readonly Sample<Label>[]>,
  ): void {
    const gauge: Gauge<Label> = new Gauge({
      name: `${PREFIX}${name}`,
      help,
      labelNames,
      registers: this.#registers,
      collect: async () => {
        const samples = await read();
        gauge.reset();
        // A gauge without labels that was reset is 0.
        if (samples.length === 0 && labelNames.length === 0) gauge.remove();
        for (const { labels, value } of samples) gauge.set(labels, value);
      },
    });
  }
}
