import { readdirSync, readFileSync } from 'node:fs';
import { z } from 'zod';

const folder = new URL('../recordings/vicidial/', import.meta.url);

const exchange = z.object({ status: z.number(), body: z.string() });
const recording = z.object({
  request: z.object({ fields: z.array(z.tuple([z.string(), z.string()])).default([]) }),
  response: exchange.optional(),
  responses: z.array(exchange).optional(),
});

/** A recorded exchange with VICIdial, the dialer's ancestor. */
export interface LeadRecording {
  readonly name: string;
  readonly fields: ReadonlyMap<string, string>;
  readonly exchanges: readonly z.output<typeof exchange>[];
}

export const leadRecordings: readonly LeadRecording[] = readdirSync(folder)
  .filter((file) => file.endsWith('.json'))
  .sort()
  .map((file) => {
    const { request, response, responses } = recording.parse(
      JSON.parse(readFileSync(new URL(file, folder), 'utf8')),
    );
    return {
      name: file.slice(0, -'.json'.length),
      fields: new Map(request.fields),
      exchanges: responses ?? (response ? [response] : []),
    };
  });

export function leadRecording(name: string): LeadRecording {
  const found = leadRecordings.find((candidate) => candidate.name === name);
  if (!found) throw new Error(`There is no recording ${name}.`);
  return found;
}
