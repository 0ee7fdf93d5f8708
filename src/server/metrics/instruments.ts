import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

const PREFIX = 'crocodial_';

/** Seconds: from a cached answer to the longest deadline that is usual. */
const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15, 30, 60];

/** A value of a gauge, with its labels. */
export interface Sample<Label extends string> {
  readonly labels: Readonly<Record<Label, string>>;
  readonly value: number;
}

/**
 * A counter that gives single series, so that frequent events need no look-up by labels. Its series can begin at 0, so
 * that the first event of each is an increase.
 */
export class SeriesCounter<Label extends string> extends Counter<Label> {
  readonly #series: (() => void)[] = [];
  #atZero: Readonly<Record<Label, string>>[] = [];

  /** Lets a series begin at 0. That is done when metrics are scraped first: a server has hundreds of them. */
  beginAtZero(labels: Readonly<Record<Label, string>>): void {
    this.#atZero.push(labels);
  }

  /** Counts one event of a series. It is added up when metrics are scraped. */
  series(labels: Readonly<Record<Label, string>>): () => void {
    let more = 0;
    this.#series.push(() => {
      if (more > 0) this.inc(labels, more);
      more = 0;
    });
    return () => {
      more += 1;
    };
  }

  override async get(): ReturnType<Counter<Label>['get']> {
    for (const addUp of this.#series) addUp();
    for (const labels of this.#atZero) this.inc(labels, 0);
    this.#atZero = [];
    return super.get();
  }
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
  ): SeriesCounter<Label> {
    return new SeriesCounter({ name: `${PREFIX}${name}`, help, labelNames, registers: this.#registers });
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
