import { readdirSync, readFileSync } from 'node:fs';
import { z } from 'zod';

const folder = new URL('../transcripts/', import.meta.url);

/** A documented answer: `response` where it is JSON, `responses` where the document gives several texts. */
const transcript = z.strictObject({
  action: z.string(),
  source: z.string(),
  mended: z.array(z.string()).optional(),
  response: z.json().optional(),
  responses: z.array(z.string()).optional(),
});
export type Transcript = z.output<typeof transcript>;

/** The transcripts by the names of their files, without `.json`. */
export const transcripts: ReadonlyMap<string, Transcript> = new Map(
  readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .map((file) => [
      file.slice(0, -'.json'.length),
      transcript.parse(JSON.parse(readFileSync(new URL(file, folder), 'utf8'))),
    ]),
);

export function transcriptOf(name: string): Transcript {
  const found = transcripts.get(name);
  if (!found) throw new Error(`There is no transcript ${name}.`);
  return found;
}

/** The exact body of a documented JSON answer. */
export const bodyOf = (name: string): string => JSON.stringify(transcriptOf(name).response);
