import { weightsIn } from '../http/qualityValues.ts';

/** A format in which the rows of an operation are sent one after the other. */
export type ExportFormat = 'csv' | 'ndjson';

export const MEDIA_TYPES: Readonly<Record<ExportFormat, string>> = {
  csv: 'text/csv; charset=utf-8; header=present',
  ndjson: 'application/x-ndjson; charset=utf-8',
};

const FORMATS: ReadonlyMap<string, ExportFormat> = new Map([
  ['text/csv', 'csv'],
  ['application/x-ndjson', 'ndjson'],
]);

/**
 * The format that a client prefers to an ordinary answer, by its header `accept`: the type with the highest weight, and
 * of equal ones the first. A wildcard asks for an ordinary answer, and yields to any type of the same weight.
 *
 * @returns undefined for an ordinary answer
 */
export function formatIn(accept: string | undefined): ExportFormat | undefined {
  if (accept === undefined) return undefined;
  const best = weightsIn(accept)
    .filter(([, weight]) => weight > 0)
    .toSorted(([one, a], [other, b]) => b - a || Number(one.includes('*')) - Number(other.includes('*')))[0];
  return best && FORMATS.get(best[0]);
}
