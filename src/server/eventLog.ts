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
  /** The number of events written since the last summary. */
  written: number;
}

/** Kinds by key. */
type Kinds = Map<string, Kind>;

interface FoundKind {
  readonly kind: Kind;
  /** False if it has occurred since the last summary, or stands for all kinds beyond the limit. */
  readonly isNew: boolean;
}

export interface EventLogOptions {
  /** The time between two summaries of counted events, in milliseconds. */
  readonly everyMs?: number;
  /**
   * The most kinds that are counted separately, of operations and of all other events each. All further kinds count as
   * one.
   */
  readonly mostKinds?: number;
  /** The most lines one operation writes, audit lines and its own line aside. */
  readonly linesPerOperation?: number;
  /** The most failed calls of one kind, and the most operations of one kind, that are written between two summaries. */
  readonly linesPerKind?: number;
  readonly operationsPerKind?: number;
  /** The most operations of all kinds that are written between two summaries. */
  readonly mostOperations?: number;
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
  readonly #kinds: Kinds = new Map();
  // Apart from other events: kinds of operations are as many as viewers, and must not hide that the dialer is down.
  readonly #kindsOfOperations: Kinds = new Map();
  #operationsWritten = 0;
  readonly #operations = new AsyncLocalStorage<{ linesLeft: number; readonly requestId: string }>();
  #timer: NodeJS.Timeout | undefined;

  constructor(lines: Logger, options: EventLogOptions = {}) {
    this.#lines = lines;
    this.#options = {
      everyMs: 10_000,
      mostKinds: 200,
      linesPerOperation: 5,
      linesPerKind: 5,
      operationsPerKind: 100,
      mostOperations: 1000,
      ...options,
    };
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

  /** True if events of a level are written at all. */
  isEnabled(level: ThrottledLevel): boolean {
    return this.#lines.isLevelEnabled(level);
  }

  /** Writes the line of an operation: of each kind the first 100 in 10 seconds, of all the first 1,000. */
  operation(level: ThrottledLevel, facts: Facts, message: string): void {
    const { operationsPerKind, mostOperations } = this.#options;
    const most = this.#operationsWritten < mostOperations ? operationsPerKind : 0;
    if (this.#upTo(most, level, facts, message, this.#kindsOfOperations)) this.#operationsWritten += 1;
  }

  /** Writes an event of an operation, of which each one matters: of each kind the first five in 10 seconds. */
  several(level: ThrottledLevel, facts: Facts, message: string): void {
    const operation = this.#operations.getStore();
    const most = operation && operation.linesLeft <= 0 ? 0 : this.#options.linesPerKind;
    if (this.#upTo(most, level, facts, message) && operation) operation.linesLeft -= 1;
  }

  /** Writes an event if fewer of its kind were written since the last summary. @returns false if it was only counted */
  #upTo(most: number, level: ThrottledLevel, facts: Facts, message: string, kinds = this.#kinds): boolean {
    if (!this.isEnabled(level)) return false;
    const { kind } = this.#kindOf(level, message, facts, kinds);
    if (kind.written >= most) {
      kind.times += 1;
      return false;
    }
    kind.written += 1;
    this.#lines[level](this.#withRequestId(facts), message);
    return true;
  }

  /** Writes the counts. The next event of each kind is written as if it were the first. */
  close(): void {
    this.#sumUp();
    this.#kinds.clear();
    this.#kindsOfOperations.clear();
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
    return operation && facts['requestId'] === undefined
      ? { requestId: operation.requestId, ...facts }
      : facts;
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
    const operation = this.#operations.getStore();
    const { kind, isNew } = this.#kindOf(level, message, facts, this.#kinds);
    if (!isNew || (operation && operation.linesLeft <= 0)) {
      kind.times += 1;
      return false;
    }
    if (operation) operation.linesLeft -= 1;
    kind.written += 1;
    return true;
  }

  /** The kind of an event. If there are too many kinds, all further events of a level are of one. */
  #kindOf(level: ThrottledLevel, message: string, facts: Facts, kinds: Kinds): FoundKind {
    const telling = tellingOf(facts);
    // The code of an upstream's error is enough to tell its kind. Its message can name an agent or a day.
    const name = 'code' in telling ? '' : message;
    const key = JSON.stringify([level, name, telling]);
    const known = kinds.get(key) ?? (kinds.size < this.#options.mostKinds ? undefined : kinds.get(level));
    if (known) return { kind: known, isNew: false };
    const isNew = kinds.size < this.#options.mostKinds;
    const kind: Kind = isNew
      ? { level, message, facts: telling, times: 0, written: 0 }
      : { level, message: 'events of other kinds', facts: {}, times: 0, written: 0 };
    kinds.set(isNew ? key : level, kind);
    this.#timer ??= setInterval(() => this.#sumUp(), this.#options.everyMs).unref();
    return { kind, isNew };
  }

  /** Writes the summary. A kind that did not occur again is forgotten, so its next event is written. */
  #sumUp(): void {
    const counted: Kind[] = [];
    for (const kinds of [this.#kinds, this.#kindsOfOperations]) {
      for (const [key, kind] of kinds) {
        if (kind.times > 0) counted.push(kind);
        else kinds.delete(key);
        kind.written = 0;
      }
    }
    this.#operationsWritten = 0;
    if (counted.length === 0) {
      clearInterval(this.#timer);
      this.#timer = undefined;
      return;
    }
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
