import { readdirSync, readFileSync } from 'node:fs';
import { z } from 'zod';

const root = new URL('../recordings/', import.meta.url);

const exchange = z.object({ status: z.number(), body: z.string() });
const recording = z
  .object({ response: exchange.optional(), responses: z.array(exchange).optional() })
  .transform(({ response, responses = [] }) => (response ? [response] : responses));

export type Exchange = z.output<typeof exchange>;

export interface Recording {
  /** `goautodial/goGetAllUsers--success` */
  readonly name: string;
  readonly exchanges: readonly Exchange[];
}

/** Every recorded exchange with the dialer's ancestors. */
export const recordings: readonly Recording[] = ['goautodial', 'vicidial'].flatMap((folder) =>
  readdirSync(new URL(`${folder}/`, root))
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => ({
      name: `${folder}/${file.slice(0, -'.json'.length)}`,
      exchanges: recording.parse(JSON.parse(readFileSync(new URL(`${folder}/${file}`, root), 'utf8'))),
    })),
);

/** The body of a recording with one exchange. */
export function recordedBody(name: string): string {
  const [first] = recordings.find((candidate) => candidate.name === name)?.exchanges ?? [];
  if (!first) throw new Error(`There is no recording ${name}.`);
  return first.body;
}
