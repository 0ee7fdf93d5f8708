import type { Endpoint } from '../endpoint.ts';
import { UpstreamBadResponse, type Asked } from '../errors.ts';
import { nameOf } from '../wire/status.ts';
import { reasonsOf, tablesOf } from '../wire/table.ts';
import type { UpstreamLog } from './upstreamState.ts';

/**
 * An answer's model, as its record reads it. Rows that do not fit are left out, and logged.
 *
 * @throws UpstreamBadResponse if the answer does not fit its record
 */
export async function modelOf<Model>(
  asked: Asked,
  { response }: Pick<Endpoint<string, never, Model>, 'response'>,
  value: unknown,
  log: UpstreamLog,
): Promise<Model> {
  const result = await response.safeParseAsync(value);
  if (!result.success) {
    throw new UpstreamBadResponse(
      asked,
      `${nameOf(asked)}'s answer to ${asked.action} does not fit its record: ${reasonsOf(result.error).join('; ')}.`,
    );
  }
  for (const { rows, faults } of tablesOf(result.data)) {
    if (faults.length === 0) continue;
    const facts = {
      action: asked.action,
      kept: rows.length,
      dropped: faults.length,
      first: faults.slice(0, 3),
    };
    log.warn(facts, 'rows of an answer do not fit their record and are left out');
  }
  return result.data;
}
