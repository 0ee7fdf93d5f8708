import { readFile } from 'node:fs/promises';
import { ConfigFileError, textOfFile } from './configFile.ts';
import type { Log } from '../log.ts';

/** The default time between two reads of a file, in milliseconds. */
const CHECK_EVERY_MS = 1000;

export interface WatchedFileOptions<Content> {
  /** The variable with the file's path. */
  readonly variable: string;
  readonly path: string;
  /** The content for log lines, in the plural: "API keys". */
  readonly what: string;
  /** Parses the file's text. @throws ConfigFileError with all errors at once, none of which quotes the file */
  readonly read: (text: string) => Content;
  /** Called with new content, which is already in use. @returns facts for the log */
  readonly onChange?: (content: Content) => Readonly<Record<string, unknown>>;
  readonly log: Log;
  /** The time between two reads of the file, in milliseconds. Default: 1000. */
  readonly lookEveryMs?: number | undefined;
}

/**
 * The current content of a file. A change is used within two seconds.
 *
 * The file is read every second and its text compared. Unlike `fs.watch`, that works across renames, symbolic links and
 * mounts. If a text cannot be used, for example because it is only half written, the old content stays in use, and the
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
    this.#timer = setInterval(() => void this.#look(), options.lookEveryMs ?? CHECK_EVERY_MS).unref();
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
    // An unusable text is remembered too, so that its error is logged once.
    const before = this.#text;
    this.#text = text ?? '';
    if (this.#text === before) return;
    try {
      if (text === undefined)
        throw new ConfigFileError([`${variable} names a file that does not exist any more`]);
      this.#current = read(text);
      log.info(onChange?.(this.#current) ?? {}, `the ${what} were read again`);
    } catch (error) {
      const faults = error instanceof ConfigFileError ? error.faults : ['unexpected'];
      log.error({ faults }, `the new ${what} cannot be used: the old ones stay in use`);
    }
  }
}
