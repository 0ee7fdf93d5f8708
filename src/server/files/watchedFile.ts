import { readFile } from 'node:fs/promises';
import { ConfigFileError, textOfFile } from './configFile.ts';
import type { Log } from '../log.ts';

/** The default time between two reads of a file, in milliseconds. */
const LOOK_EVERY_MS = 1000;

export interface WatchedFileOptions<Content> {
  /** The variable that names the file. */
  readonly variable: string;
  readonly path: string;
  /** What the file holds, in the plural: "API keys". */
  readonly what: string;
  /** @throws ConfigFileError with every fault at once, and nothing of what the file says */
  readonly read: (text: string) => Content;
  /** Told of new content, when it is in force already. @returns what to log of it */
  readonly onChange?: (content: Content) => Readonly<Record<string, unknown>>;
  readonly log: Log;
  /** How often the file is looked at, in milliseconds; 1000 if it is left out. */
  readonly lookEveryMs?: number | undefined;
}

/**
 * The current content of a file. A change is used within two seconds.
 *
 * The file is read again and again and its text compared: unlike watching it, that works across renames, symbolic
 * links and mounts. If a text cannot be used, for example because it is half written, the old content stays, and the
 * error is logged once.
 */
export class WatchedFile<Content> {
  readonly #options: WatchedFileOptions<Content>;
  readonly #timer: NodeJS.Timeout;
  #text: string;
  #current: Content;

  /** @throws ConfigFileError if the file cannot be used */
  constructor(options: WatchedFileOptions<Content>) {
    this.#options = options;
    this.#text = textOfFile(options.variable, options.path);
    this.#current = options.read(this.#text);
    this.#timer = setInterval(() => void this.#look(), options.lookEveryMs ?? LOOK_EVERY_MS).unref();
  }

  get current(): Content {
    return this.#current;
  }

  /** Stops reading the file. */
  close(): void {
    clearInterval(this.#timer);
  }

  async #look(): Promise<void> {
    const { variable, path, what, read, onChange, log } = this.#options;
    // Undefined = there is no file now.
    const text = await readFile(path, 'utf8').catch(() => undefined);
    if (text === this.#text) return;
    // Remembered also if it cannot be used, so that it is logged once.
    const before = this.#text;
    this.#text = text ?? '';
    if (this.#text === before) return;
    try {
      if (text === undefined) throw new ConfigFileError([`${variable} names a file that is gone`]);
      this.#current = read(text);
      log.info(onChange?.(this.#current) ?? {}, `the ${what} were read anew`);
    } catch (error) {
      const faults = error instanceof ConfigFileError ? error.faults : ['unexpected'];
      log.error({ faults }, `the new ${what} cannot be used: the old ones stay`);
    }
  }
}
