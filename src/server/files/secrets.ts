import type { ConfiguredSecret, SecretFile } from '../../config.ts';
import type { Secret } from '../../upstream/wire/transport.ts';
import { ConfigFileError } from './configFile.ts';
import type { Log } from '../log.ts';
import { WatchedFile } from './watchedFile.ts';

/** The content of a file, without the newline at its end. @throws ConfigFileError */
function secretIn({ variable, schema }: SecretFile, text: string): string {
  const result = schema.safeParse(text.replace(/[\r\n]+$/, ''));
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new ConfigFileError([`${variable} names a file whose secret ${issue?.message ?? 'cannot be used'}`]);
}

/** The secrets of this server's accounts at the upstreams. Secrets in files are read again when they change. */
export class Secrets {
  readonly #log: Log;
  readonly #lookEveryMs: number | undefined;
  readonly #files: WatchedFile<string>[] = [];
  readonly #texts: string[] = [];

  /** @param lookEveryMs the time between two reads of each file: see WatchedFile */
  constructor(log: Log, lookEveryMs?: number) {
    this.#log = log;
    this.#lookEveryMs = lookEveryMs;
  }

  /**
   * Opens a configured secret.
   *
   * @param onChange called when a file's secret has changed and is in use
   * @throws ConfigFileError if its file cannot be used
   */
  open(configured: ConfiguredSecret, onChange: () => void): Secret {
    if (typeof configured === 'string') {
      this.#texts.push(configured);
      return configured;
    }
    const { variable, path } = configured;
    let known: string | undefined;
    const file = new WatchedFile({
      variable,
      path,
      what: `contents of ${variable}`,
      read: (text) => secretIn(configured, text),
      onChange: (current) => {
        // A newline at the end does not change the secret.
        if (current !== known) onChange();
        known = current;
        return {};
      },
      log: this.#log,
      lookEveryMs: this.#lookEveryMs,
    });
    known = file.current;
    this.#files.push(file);
    return file;
  }

  /** All current secrets, so that none is logged by mistake. */
  get current(): readonly string[] {
    return [...this.#texts, ...this.#files.map((file) => file.current)];
  }

  /** Stops reading the files. */
  close(): void {
    for (const file of this.#files) file.close();
  }
}
