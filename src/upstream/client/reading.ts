import type { Endpoint } from '../endpoint.ts';
import { UpstreamBadResponse, type Asked } from '../errors.ts';
import { DoesNotFit, type Reading } from '../wire/reader.ts';
import { nameOf } from '../wire/status.ts';
import type { UpstreamLog } from './upstreamState.ts';

/** How often the gaps of one action are logged. */
const LOGGED_EVERY_MS = 60_000;

/** Reads answers, and tells in the log what of them could not be read. */
export class AnswerReader {
  readonly #log: UpstreamLog;
  readonly #now: () => number;
  /** When an action's gaps were logged last, drift and others apart. */
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

  /** Once a minute an action, so that a habit of the dialer's does not fill the log. */
  #tell({ action }: Asked, { gaps }: Reading<unknown>): void {
    const [first] = gaps;
    if (!first) return;
    const isDrift = gaps.some(({ missing }) => missing);
    // Drift is news even if single cells were told just before.
    const kind = `${action} ${isDrift}`;
    if (this.#now() - (this.#logged.get(kind) ?? -Infinity) < LOGGED_EVERY_MS) return;
    this.#logged.set(kind, this.#now());
    this.#log.warn(
      { action, gaps },
      isDrift
        ? 'drift: an answer lacks members that its record declares'
        : 'cells or rows of an answer could not be read',
    );
  }
}
