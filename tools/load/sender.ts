import { setTimeout as sleep } from 'node:timers/promises';
import { ApiUnavailable, RequestRefused, type Answer, type Wait } from './api.ts';
import type { LeadInput } from './columns.ts';
import { CannotRun, type Verdict } from './outcome.ts';

/** A row to send. Its lead has its idempotency key. */
export interface Row {
  readonly number: number;
  readonly lead: LeadInput;
}

export interface SenderOptions {
  /** Longest time without any verdict, in seconds. */
  readonly patienceSeconds: number;
  /** Called before each pause. */
  readonly onPause: (why: string, seconds: number) => void;
}

interface Answered {
  readonly row: Row;
  readonly answer: Answer;
}

/** The first pause if the API names no length. Each further one is twice as long. */
const FIRST_PAUSE_SECONDS = 1;
const LONGEST_PAUSE_SECONDS = 30;

/** Sends rows to the API until each has its verdict. It may send them again, since each lead has an idempotency key. */
export class Sender {
  readonly #ask: (leads: readonly LeadInput[]) => Promise<readonly Answer[]>;
  readonly #options: SenderOptions;
  #pauses = 0;
  /** Milliseconds of `performance.now()`. */
  #lastVerdictAt = 0;

  constructor(ask: (leads: readonly LeadInput[]) => Promise<readonly Answer[]>, options: SenderOptions) {
    this.#ask = ask;
    this.#options = options;
  }

  /**
   * The verdicts on rows, in groups as they arrive.
   *
   * Leads that the API did not send are sent again with the same keys. A request that is refused as a whole is halved until
   * the lead at fault is alone.
   *
   * @throws CannotRun if the API refuses this program, or gives no verdict for too long
   */
  async *verdictsOn(rows: readonly Row[]): AsyncGenerator<readonly Verdict[]> {
    this.#tookVerdicts();
    let due = rows;
    while (due.length > 0) {
      const again: Row[] = [];
      let wait: Wait | undefined;
      for await (const answered of this.#answersTo(due)) {
        const verdicts: Verdict[] = [];
        for (const { row, answer } of answered) {
          if (answer.outcome === 'NOT_SENT') {
            again.push(row);
            wait = longer(wait, answer.wait);
          } else verdicts.push({ row: row.number, ...answer });
        }
        if (verdicts.length > 0) {
          this.#tookVerdicts();
          yield verdicts;
        }
      }
      due = again;
      if (wait) await this.#pause(wait);
    }
  }

  async *#answersTo(rows: readonly Row[]): AsyncGenerator<readonly Answered[]> {
    const answers = await this.#answersOrRefusal(rows);
    const [first, ...others] = rows;
    if (!(answers instanceof RequestRefused)) {
      yield rows.flatMap((row, index) => {
        const answer = answers[index];
        return answer ? [{ row, answer }] : [];
      });
    } else if (first && others.length === 0) {
      const { outcome, message } = answers;
      yield [{ row: first, answer: { outcome, leadId: null, fields: [], message } }];
    } else {
      const middle = Math.ceil(rows.length / 2);
      yield* this.#answersTo(rows.slice(0, middle));
      yield* this.#answersTo(rows.slice(middle));
    }
  }

  async #answersOrRefusal(rows: readonly Row[]): Promise<readonly Answer[] | RequestRefused> {
    for (;;) {
      try {
        return await this.#ask(rows.map(({ lead }) => lead));
      } catch (error) {
        if (error instanceof RequestRefused) return error;
        if (!(error instanceof ApiUnavailable)) throw error;
        await this.#pause(error.wait);
      }
    }
  }

  #tookVerdicts(): void {
    this.#pauses = 0;
    this.#lastVerdictAt = performance.now();
  }

  /** @throws CannotRun if the pause would be longer than the patience that is left */
  async #pause({ why, seconds }: Wait): Promise<void> {
    const { patienceSeconds, onPause } = this.#options;
    const ours = Math.min(FIRST_PAUSE_SECONDS * 2 ** this.#pauses, LONGEST_PAUSE_SECONDS);
    const pause = Math.max(seconds ?? ours, 0);
    this.#pauses += 1;
    const waited = (performance.now() - this.#lastVerdictAt) / 1000;
    if (waited + pause > patienceSeconds) {
      throw new CannotRun(
        `Given up after ${Math.round(waited)} s without a verdict (see --patience): ${why}`,
      );
    }
    onPause(why, pause);
    await sleep(pause * 1000);
  }
}

/** The longer pause; one without a length counts as the shortest. */
const longer = (a: Wait | undefined, b: Wait): Wait => (a && (a.seconds ?? 0) >= (b.seconds ?? 0) ? a : b);
