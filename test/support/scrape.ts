/** Reads the metrics of a server, in Prometheus' text format. */

/** A sample: its name with labels, such as `up{job="a"}`, and its value. */
export type Samples = ReadonlyMap<string, number>;

export interface Scrape {
  readonly text: string;
  readonly samples: Samples;
  /** The names of all metrics, as they are declared: a histogram's without `_bucket`. */
  readonly names: ReadonlySet<string>;
  /** The sum of the samples of a name whose labels have all of these values. */
  readonly sum: (name: string, labels?: Readonly<Record<string, string>>) => number;
}

export async function scrape(url: string, headers: Record<string, string> = {}): Promise<Scrape> {
  const response = await fetch(`${url}/metrics`, { headers });
  const text = await response.text();
  if (response.status !== 200) throw new Error(`${response.status} ${text}`);
  const lines = text.split('\n');
  const samples = new Map(
    lines.flatMap((line): [string, number][] => {
      const [, name, value] = /^([a-z]\S*(?:\{.*\})?) (\S+)$/.exec(line) ?? [];
      return name === undefined ? [] : [[name, Number(value)]];
    }),
  );
  return {
    text,
    samples,
    names: new Set(lines.flatMap((line) => /^# TYPE (\S+) /.exec(line)?.[1] ?? [])),
    sum: (name, labels = {}) =>
      [...samples]
        .filter(
          ([sample]) =>
            sample.split('{')[0] === name &&
            Object.entries(labels).every(([label, value]) => sample.includes(`${label}="${value}"`)),
        )
        .reduce((sum, [, value]) => sum + value, 0),
  };
}
