import { AsyncLocalStorage } from 'node:async_hooks';
import type { Logger } from 'pino';
import type { OperationIdentity } from '../upstream/client/operationIdentity.ts';
import type { Log, Write } from './log.ts';

/** Levels whose events can occur thousands of times. */
type ThrottledLevel = 'error' | 'warn' | 'info' | 'debug';

type Facts = Readonly<Record<string, unknown>>;

/** Events of one kind. */
interface Kind {
  readonly level: ThrottledLevel;
  readonly message: string;
  readonly facts: Facts;
  /** The number of events counted since the last summary and not written. */
  times: number;
}

export interface EventLogOptions {
  /** The time between two summaries of counted events, in milliseconds. */
  readonly everyMs?: number;
  /** The most kinds that are counted separately. All further kinds count as one. */
  readonly mostKinds?: number;
  /** The most lines one operation writes, audit lines aside. */
  readonly linesPerOperation?: number;
}

const SUMMARY = 'events that were counted, and not logged one by one';

/** The facts that distinguish kinds, at the top or one level below. A path or a number would make each event a kind. */
const TELLING = [
  'action',
  'code',
  'upstream',
  'event',
  'viewer',
  'caller',
  'by',
  'outcome',
  'type',
  'at',
] as const;

const SEVERITY: readonly ThrottledLevel[] = ['debug', 'info', 'warn', 'error'];

/**
 * Rate limit in front of the log. The first event of a kind is written. Later ones are counted, and all counts are
 * written as one line every 10 seconds. An operation writes at most five lines; its further events are counted as well.
 *
 * `info` is never limited, because its lines are few, or are evidence (`audit`). `repeatedInfo` is for other lines.
 */
export class EventLog implements Log {
  readonly fatal: Write;
  readonly error: Write;
  readonly warn: Write;
  readonly info: Write;
  readonly debug: Write;
  /** As `info`, but rate-limited. */
  readonly repeatedInfo: Write;
  readonly #lines: Logger;
  readonly #options: Required<EventLogOptions>;
  readonly #kinds = new Map<string, Kind>();
  readonly #operations = new AsyncLocalStorage<{ linesLeft: number; readonly requestId: string }>();
  #timer: NodeJS.Timeout | undefined;

  constructor(lines: Logger, options: EventLogOptions = {}) {
    this.#lines = lines;
    this.#options = { everyMs: 10_000, mostKinds: 200, linesPerOperation: 5, ...options };
    this.fatal = this.#written('fatal');
    this.info = this.#written('info');
    this.error = this.#throttled('error');
    this.warn = this.#throttled('warn');
    this.repeatedInfo = this.#throttled('info');
    this.debug = this.#throttled('debug');
  }

  /** Runs an operation. Everything that it logs, also after an await, counts as its lines and has its request id. */
  ofOperation<Result>({ requestId }: OperationIdentity, run: () => Result): Result {
    return this.#operations.run({ linesLeft: this.#options.linesPerOperation, requestId }, run);
  }

  /** Writes the counts. The next event of each kind is written as if it were the first. */
  close(): void {
    this.#sumUp();
    this.#kinds.clear();
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #written(level: 'fatal' | 'info'): Write {
    return (facts: Facts | string, message?: string) => {
      const operation = this.#operations.getStore();
      if (operation) operation.linesLeft -= 1;
      if (typeof facts === 'string') this.#lines[level](this.#withRequestId({}), facts);
      else this.#lines[level](this.#withRequestId(facts), message);
    };
  }

  /** The facts of a line, with the request id of the operation that it belongs to. */
  #withRequestId(facts: Facts): Facts {
    const operation = this.#operations.getStore();
    return operation ? { requestId: operation.requestId, ...facts } : facts;
  }

  #throttled(level: ThrottledLevel): Write {
    return (given: Facts | string, told?: string) => {
      if (!this.#lines.isLevelEnabled(level)) return;
      const [facts, message] = typeof given === 'string' ? [{}, given] : [given, told ?? ''];
      if (this.#isToBeWritten(level, message, facts)) this.#lines[level](this.#withRequestId(facts), message);
    };
  }

  /** False if the event was only counted. */
  #isToBeWritten(level: ThrottledLevel, message: string, facts: Facts): boolean {
    const telling = tellingOf(facts);
    // The code of an upstream's error is enough to tell its kind. Its message can name an agent or a day.
    const name = 'code' in telling ? '' : message;
    const key = JSON.stringify([level, name, telling]);
    const operation = this.#operations.getStore();
    const known = this.#kinds.get(key);
    if (!known && this.#kinds.size >= this.#options.mostKinds) {
      this.#count({ level, message: 'events of other kinds', facts: {}, times: 0 }, level);
      return false;
    }
    const kind = known ?? { level, message, facts: telling, times: 0 };
    if (known || (operation && operation.linesLeft <= 0)) {
      this.#count(kind, key);
      return false;
    }
    if (operation) operation.linesLeft -= 1;
    this.#keep(kind, key);
    return true;
  }

  #count(kind: Kind, key: string): void {
    const counted = this.#kinds.get(key) ?? kind;
    counted.times += 1;
    this.#keep(counted, key);
  }

  #keep(kind: Kind, key: string): void {
    this.#kinds.set(key, kind);
    this.#timer ??= setInterval(() => {
      this.#sumUp();
    }, this.#options.everyMs).unref();
  }

  /** Writes the summary. A kind that did not occur again is forgotten, so its next event is written. */
  #sumUp(): void {
    const counted = [...this.#kinds.values()].filter(({ times }) => times > 0);
    for (const [key, kind] of this.#kinds) if (kind.times === 0) this.#kinds.delete(key);
    if (this.#kinds.size === 0) {
      clearInterval(this.#timer);
      this.#timer = undefined;
    }
    if (counted.length === 0) return;
    const level = SEVERITY.findLast((one) => counted.some((kind) => kind.level === one)) ?? 'info';
    const events = counted.map(({ message, facts, times }) => ({ times, event: message, ...facts }));
    for (const kind of counted) kind.times = 0;
    this.#lines[level]({ counted: events }, SUMMARY);
  }
}

/** The facts that distinguish an event's kind. Values are shortened: a caller's name may have 200 characters. */
function tellingOf(facts: Facts): Record<string, string> {
  const telling: Record<string, string> = {};
  for (const level of [facts, ...Object.values(facts).filter(isFacts)]) {
    for (const name of TELLING) {
      const value = level[name];
      if (typeof value === 'string') telling[name] ??= value.slice(0, 200);
    }
  }
  return telling;
}

const isFacts = (value: unknown): value is Facts =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
