import type { Endpoint, EndpointFacts } from '../endpoint.ts';
import { UpstreamBadResponse, UpstreamRefused, type Asked } from '../errors.ts';
import { putTables } from '../wire/columns/storedTables.ts';
import { DoesNotFit, Reading } from '../wire/reading/reader.ts';
import { nameOf } from '../wire/status.ts';
import type { OpenedAnswer, Transport } from '../wire/transport.ts';
import type { PassedAnswer } from './shared/sharedAnswers.ts';
import type { UpstreamLog } from './upstreamState.ts';

/** The least time between two log lines about the same fault of an action's answers. */
const LOGGED_EVERY_MS = 60_000;

/** Reads answers, and logs the parts that could not be read. */
export class AnswerReader {
  readonly #log: UpstreamLog;
  readonly #now: () => number;
  /** The time of the last log line, by action and fault. */
  readonly #logged = new Map<string, number>();

  constructor(log: UpstreamLog, now: () => number = () => performance.now()) {
    this.#log = log;
    this.#now = now;
  }

  /**
   * Reads an answer as its action's record declares it.
   *
   * @throws UpstreamBadResponse if the answer does not fit its record, or is about something else than the input
   */
  async read<Input, Model>(
    asked: Asked,
    { response, isAbout }: Pick<Endpoint<string, Input, Model>, 'response' | 'isAbout'>,
    input: Input,
    value: unknown,
  ): Promise<Reading<Model>> {
    try {
      const reading = await response(value);
      this.#tell(asked, reading);
      const { model } = reading;
      if (model === null || model === undefined || isAbout?.(input, model) !== false) return reading;
      throw new UpstreamBadResponse(
        asked,
        `${nameOf(asked)} answered ${asked.action} with another record than the one asked for.`,
      );
    } catch (error) {
      if (!(error instanceof DoesNotFit)) throw error;
      throw new UpstreamBadResponse(
        asked,
        `${nameOf(asked)}'s answer to ${asked.action} does not fit its record: ${error.message}.`,
      );
    }
  }

  /**
   * Reads an answer that was stored as it was received, or that another server has passed on.
   *
   * @throws as `read`; UpstreamError if it is a refusal; Error if it has no content, and its record no model for that
   */
  async readStored<Input, Model>(
    transport: Transport,
    asked: Asked,
    endpoint: Pick<Endpoint<string, Input, Model>, 'name' | 'response' | 'isAbout' | 'nothing'>,
    input: Input,
    { body, tables }: Pick<PassedAnswer, 'body' | 'tables'>,
  ): Promise<Reading<Model>> {
    if (body === undefined) {
      if (endpoint.nothing) return new Reading(endpoint.nothing());
      throw new Error(`${endpoint.name} has no answer without content.`);
    }
    const { value } = transport.open(asked, { status: 200, body });
    if (tables) putTables(value, tables);
    return this.read(asked, endpoint, input, value);
  }

  /** Logs that there were PHP warnings around an answer, or that it was not all UTF-8. */
  tellOddities({ action }: Asked, { warnings, hasLegacyText = false }: OpenedAnswer): void {
    if (warnings > 0) this.#log.warn({ action, warnings }, 'PHP warnings around an answer');
    if (hasLegacyText && this.#isDue(`${action} text`))
      this.#log.warn({ action }, 'an answer is not UTF-8: it was read as windows-1252');
  }

  #tell({ action }: Asked, { gaps }: Reading<unknown>): void {
    if (gaps.length === 0) return;
    const isDrift = gaps.some(({ missing }) => missing);
    // A missing member is logged even if single cells were logged just before.
    if (!this.#isDue(`${action} ${isDrift}`)) return;
    this.#log.warn(
      { action, gaps },
      isDrift
        ? 'drift: an answer lacks members that its record declares'
        : 'cells or rows of an answer could not be read',
    );
  }

  /** True once a minute for each fault, so that a regular fault does not fill the log. */
  #isDue(habit: string): boolean {
    const now = this.#now();
    if (now - (this.#logged.get(habit) ?? -Infinity) < LOGGED_EVERY_MS) return false;
    this.#logged.set(habit, now);
    return true;
  }
}

/** True if a refusal is an answer: the list is empty, or the record looked up does not exist. */
export function meansNothing(error: unknown, { lookup }: EndpointFacts): boolean {
  if (!(error instanceof UpstreamRefused)) return false;
  const { absent } = error;
  return absent === 'rows' || (lookup !== undefined && (absent === lookup || absent === 'record'));
}
