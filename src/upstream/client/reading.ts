import type { Endpoint } from '../endpoint.ts';
import { UpstreamBadResponse, type Asked } from '../errors.ts';
import { DoesNotFit, type Reading } from '../wire/reading/reader.ts';
import { nameOf } from '../wire/status.ts';
import type { UpstreamLog } from './upstreamState.ts';

/** How often a habit of one action's answers is logged. */
const LOGGED_EVERY_MS = 60_000;

/** Reads answers, and tells in the log what of them could not be read. */
export class AnswerReader {
  readonly #log: UpstreamLog;
  readonly #now: () => number;
  /** When a habit of an action's answers was logged last. */
  readonly #logged = new Map<string, number>();

  constructor(log: UpstreamLog, now: () => number = () => performance.now()) {
    this.#log = log;
    this.#now = now;
  }

  /**
   * An answer as its record reads it.
   *
   * @throws UpstreamBadResponse if the answer does not fit its record
   */
  async read<Model>(
    asked: Asked,
    { response }: Pick<Endpoint<string, never, Model>, 'response'>,
    value: unknown,
  ): Promise<Reading<Model>> {
    try {
      const reading = await response(value);
      this.#tell(asked, reading);
      return reading;
    } catch (error) {
      if (!(error instanceof DoesNotFit)) throw error;
      throw new UpstreamBadResponse(
        asked,
        `${nameOf(asked)}'s answer to ${asked.action} does not fit its record: ${error.message}.`,
      );
    }
  }

  /** Says that an answer was not all UTF-8. */
  tellLegacyText({ action }: Asked): void {
    if (!this.#isDue(`${action} text`)) return;
    this.#log.warn({ action }, 'an answer is not UTF-8: it was read as windows-1252');
  }

  #tell({ action }: Asked, { gaps }: Reading<unknown>): void {
    if (gaps.length === 0) return;
    const isDrift = gaps.some(({ missing }) => missing);
    // Drift is news even if single cells were told just before.
    if (!this.#isDue(`${action} ${isDrift}`)) return;
    this.#log.warn(
      { action, gaps },
      isDrift
        ? 'drift: an answer lacks members that its record declares'
        : 'cells or rows of an answer could not be read',
    );
  }

  /** Once a minute, so that a habit of the dialer's does not fill the log. */
  #isDue(habit: string): boolean {
    const now = this.#now();
    if (now - (this.#logged.get(habit) ?? -Infinity) < LOGGED_EVERY_MS) return false;
    this.#logged.set(habit, now);
    return true;
  }
}
