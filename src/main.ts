import { ConfigError, loadConfig, type Config } from './config.ts';
import { JournalError } from './leads/journal/journalError.ts';
import { ConfigFileError } from './server/files/configFile.ts';
import { defectOf } from './server/defects.ts';
import { createLog } from './server/log.ts';
import { startServer } from './server/server.ts';
import { startSimulator } from './simulator/server.ts';

/** A signal to a process group arrives twice, since npm passes its own on: a second one within this is the same. */
const SAME_SIGNAL_MS = 2000;

/** How long something that keeps the process alive after closing is waited for. */
const LINGERING_MS = 2000;

/** Starts the server, from the embedded simulator where no dialer is configured, and ends it on a signal. */
async function main(config: Config): Promise<void> {
  const lines = createLog(config.logLevel);
  const simulator = config.dialer
    ? undefined
    : await startSimulator({ timezone: config.timezone, recordsRequests: false });
  const dialer =
    config.dialer ??
    (simulator && { baseUrl: new URL(simulator.url), user: simulator.user, pass: simulator.pass });
  if (!dialer) throw new Error('There is neither a dialer nor a simulator.');
  // The made-up call centre has a phone system, too.
  const voxo =
    config.voxo ??
    (simulator && {
      baseUrl: new URL(simulator.url),
      token: simulator.voxoToken,
      tenantId: '1',
      billingCode: undefined,
    });

  const server = await startServer({ ...config, voxo }, dialer, lines).catch(async (error: unknown) => {
    await simulator?.close();
    throw error;
  });
  const { log } = server;
  let closingSince: number | undefined;
  const close = (exitCode: 0 | 1): void => {
    closingSince = performance.now();
    // Whoever cannot be trusted any more does not go on serving for a while.
    server
      .close({ drain: exitCode === 0 })
      .then(() => simulator?.close())
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

  // The last resort: what gets here is a defect of this server. Nobody waits for a promise that nobody handles, so
  // that the others are served on; after an exception nobody knows what is left half done.
  const secrets = (): readonly string[] => [...server.secrets, config.jwt?.secret ?? ''];
  process.on('unhandledRejection', (reason) => {
    log.error({ defect: defectOf(reason, secrets()) }, 'a defect: nobody handled a rejection');
  });
  process.on('uncaughtException', (error) => {
    log.fatal({ defect: defectOf(error, secrets()) }, 'a defect: nobody caught an exception');
    process.exitCode = 1;
    if (closingSince === undefined) close(1);
  });
  // Said last: whoever reads it may send a signal at once.
  const url = `${server.url}/graphql`;
  const wallboard = config.wallboard ? `${server.url}/wallboard` : undefined;
  const madeUp = 'No DIALER_URL is set: made-up data is served. See the README for a real dialer.';
  // A terminal gets plain text for a person, any other output JSON for log collectors.
  if (process.stdout.isTTY && lines.isLevelEnabled('info')) {
    const urls = [url, wallboard].filter((one) => one !== undefined).join(' and ');
    process.stdout.write(`Ready: ${urls}${simulator ? ` (${madeUp})` : ''}\n`);
  } else {
    log.info({ url, wallboard, dialer: simulator ? 'embedded simulator' : 'configured' }, 'ready');
    if (simulator) log.info(madeUp);
  }
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
    process.stderr.write(`HOST and PORT cannot be listened on (${error.code}): set others.\n`);
  } else throw error;
}

function isListenError(error: unknown): error is Error & { readonly code: string } {
  return (
    error instanceof Error &&
    'syscall' in error &&
    // A name that leads nowhere fails before it is listened on.
    (error.syscall === 'listen' || error.syscall === 'getaddrinfo') &&
    'code' in error &&
    typeof error.code === 'string'
  );
}
