import { ConfigError, type Config } from '../../src/config.ts';
import { Access } from '../../src/server/auth/access.ts';
import { ConfigFileError } from '../../src/server/files/configFile.ts';
import type { Secrets } from '../../src/server/files/secrets.ts';
import { readTrustedDocuments } from '../../src/server/limits/trustedDocuments.ts';
import type { Log } from '../../src/server/log.ts';
import type { Secret } from '../../src/upstream/wire/transport.ts';
import { fault, ok, type Check } from './report.ts';

const NAME = 'configuration';

/** The configuration as a server would use it. */
export interface Settings {
  readonly config: Config;
  /** The current secrets of the accounts; undefined if the account is not configured. */
  readonly dialerPass: Secret | undefined;
  readonly voxoToken: Secret | undefined;
  readonly check: Check;
}

/**
 * Reads the configuration and the files that it names, as a server does when it starts.
 *
 * @returns the faults, if a server would not start
 */
export function settingsOf(load: () => Config, secrets: Secrets, log: Log): Settings | readonly Check[] {
  try {
    const config = load();
    const { dialer, voxo, leadsAccount, trustedDocumentsFile } = config;
    const faults: Check[] = [];
    const reading = <Result>(read: () => Result): Result | undefined => {
      try {
        return read();
      } catch (error) {
        faults.push(...faultsIn(error));
        return undefined;
      }
    };
    const dialerPass = dialer && reading(() => secrets.open(dialer.pass, ignored));
    const voxoToken = voxo && reading(() => secrets.open(voxo.token, ignored));
    const { pass } = leadsAccount;
    if (pass !== undefined) reading(() => secrets.open(pass, ignored));
    if (trustedDocumentsFile !== undefined) reading(() => readTrustedDocuments(trustedDocumentsFile));
    reading(() => new Access(config, log).close());
    if (faults.length > 0) return faults;
    const what = dialer
      ? 'All variables, and the files that they name, can be used.'
      : 'No DIALER_URL is set, so the embedded simulator is checked. See the README for a real dialer.';
    return { config, dialerPass, voxoToken, check: ok(NAME, what) };
  } catch (error) {
    return faultsIn(error);
  }
}

/** A file that changes meanwhile matters only to a running server. */
const ignored = (): void => undefined;

/** One check for each fault. The sentences begin with the variable's name, and quote no secret. */
function faultsIn(error: unknown): readonly Check[] {
  if (!(error instanceof ConfigError || error instanceof ConfigFileError)) throw error;
  return error.faults.map((text) =>
    fault(NAME, text.endsWith('.') ? text : `${text}.`, 'Correct the variable (docs/configuration.md).'),
  );
}
