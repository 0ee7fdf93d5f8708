import { ConfigError, loadConfig, type Config } from './config.ts';
import { JournalError } from './leads/journal/journalError.ts';
import { ConfigFileError } from './server/files/configFile.ts';
import { defectOf } from './server/defects.ts';
import { createLog, createTerminalLog } from './server/log.ts';
import { startFacts } from './server/logging/startLine.ts';
import { handled } from './upstream/promises/handled.ts';

/**
 * A second signal within this time counts as the first. Ctrl-C reaches the whole process group, and npm also passes its
 * own on, so that the server gets two.
 */
const SAME_SIGNAL_MS = 2000;

/** The time after closing until the process exits, even if something, such as a receiver of spans, keeps it alive. */
const LINGERING_MS = 400;

/** The time after the start until the garbage of loading the program is collected. */
const SETTLED_AFTER_MS = 1000;

/** Starts the server, and ends it on a signal. */
async function main(config: Config): Promise<void> {
  // A terminal gets colours and plain text for a person, any other output JSON for log collectors.
  const isTerminal = process.stdout.isTTY;
  const lines = isTerminal ? await createTerminalLog(config.logLevel) : createLog(config.logLevel);
  // Not loaded for a configuration with errors: that takes most of the time to start.
  const { serve } = await import('./serve.ts');
  const api = await serve(config, lines);
  const { server, isSimulated } = api;
  const { log } = server;
  let closingSince: number | undefined;
  const close = (exitCode: 0 | 1): void => {
    closingSince = performance.now();
    // After an exception the server's state is unknown, so it must not serve for DRAIN_SECONDS more.
    api
      .close({ drain: exitCode === 0 })
      .catch((error: unknown) => {
        log.error({ defect: defectOf(error) }, 'closing failed');
        process.exitCode = 1;
      })
      .finally(() => {
        if (exitCode === 1 || server.wasCutOff) process.exitCode = 1;
        setTimeout(() => process.exit(), LINGERING_MS).unref();
      });
  };
  const onSignal = (signal: NodeJS.Signals): void => {
    if (closingSince === undefined) {
      log.info({ signal }, 'closing');
      close(0);
    } else if (performance.now() - closingSince > SAME_SIGNAL_MS) {
      log.warn({ signal }, 'closing at once');
      process.exit(1);
    }
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);

  // What arrives here is a defect of this server. After an unhandled rejection it goes on, because no request waits for
  // that promise. After an uncaught exception its state is unknown, so it closes.
  const secrets = (): readonly string[] => [...server.secrets, config.jwt?.secret ?? ''];
  process.on('unhandledRejection', (reason) => {
    log.error({ defect: defectOf(reason, secrets()) }, 'a defect: unhandled rejection');
  });
  process.on('uncaughtException', (error) => {
    log.fatal({ defect: defectOf(error, secrets()) }, 'a defect: uncaught exception');
    process.exitCode = 1;
    if (closingSince === undefined) close(1);
  });
  // Written last, because a program that reads this line may send a signal at once.
  const url = `${server.url}/graphql`;
  const wallboard = config.wallboard ? `${server.url}/wallboard` : undefined;
  const madeUp = 'No DIALER_URL is set, so the data is made up. To use a real dialer, see the README.';
  if (isTerminal && lines.isLevelEnabled('info')) {
    const urls = [url, wallboard].filter((one) => one !== undefined).join(' and ');
    process.stdout.write(`Ready: ${urls}${isSimulated ? ` (${madeUp})` : ''}\n`);
  } else {
    const dialer = isSimulated ? 'embedded simulator' : 'configured';
    log.info({ url, wallboard, dialer, ...startFacts(config) }, 'ready');
    if (isSimulated) log.info(madeUp);
  }
  setTimeout(() => void handled(collectGarbage()), SETTLED_AFTER_MS).unref();
}

/**
 * Gives the memory that loading the program has needed back to the system: some 40 MB. V8 would keep it until the server
 * has much more to do.
 */
async function collectGarbage(): Promise<void> {
  const { Session } = await import('node:inspector/promises');
  const session = new Session();
  session.connect();
  await session.post('HeapProfiler.collectGarbage');
  session.disconnect();
}

try {
  await main(loadConfig());
} catch (error) {
  process.exitCode = 1;
  if (error instanceof ConfigError || error instanceof ConfigFileError) {
    for (const fault of error.faults) process.stderr.write(`${fault}\n`);
  } else if (error instanceof JournalError) {
    process.stderr.write(`${error.message}\n`);
  } else if (isListenError(error)) {
    process.stderr.write(`${listenFault(error)}\n`);
  } else throw error;
}

/** An error of listening. `port` is absent if the host name is unknown. */
type ListenError = Error & { readonly code: string; readonly port?: unknown };

/** What is wrong with HOST and PORT, and what to do. */
function listenFault({ code, port }: ListenError): string {
  if (code === 'EADDRINUSE')
    return `PORT ${String(port)} is in use by another program, perhaps by this server: end that one, or set another PORT (${code}).`;
  if (code === 'EACCES')
    return `PORT ${String(port)} is not open to this user: set a PORT above 1023 (${code}).`;
  return `HOST and PORT cannot be listened on (${code}). Set a host name of this machine and a free port.`;
}

function isListenError(error: unknown): error is ListenError {
  return (
    error instanceof Error &&
    'syscall' in error &&
    // An unknown host name fails earlier, when its address is looked up.
    (error.syscall === 'listen' || error.syscall === 'getaddrinfo') &&
    'code' in error &&
    typeof error.code === 'string'
  );
}
