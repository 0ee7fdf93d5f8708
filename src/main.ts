import { ConfigError, loadConfig, type Config } from './config.ts';
import { ConfigFileError } from './server/configFile.ts';
import { createLog } from './server/log.ts';
import { startServer } from './server/server.ts';
import { startSimulator } from './simulator/server.ts';

/** Starts the server, from the embedded simulator where no dialer is configured, and ends it on a signal. */
async function main(config: Config): Promise<void> {
  const log = createLog(config.logLevel);
  const simulator = config.dialer ? undefined : await startSimulator({ timezone: config.timezone });
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

  const server = await startServer({ ...config, voxo }, dialer, log).catch(async (error: unknown) => {
    await simulator?.close();
    throw error;
  });
  log.info(
    { url: `${server.url}/graphql`, dialer: simulator ? 'embedded simulator' : 'configured' },
    'ready',
  );
  if (simulator) log.info('No DIALER_URL is set: made-up data is served. See the README for a real dialer.');

  let closing = false;
  const close = (signal: NodeJS.Signals): void => {
    // A second signal means now.
    if (closing) process.exit(1);
    closing = true;
    log.info({ signal }, 'closing');
    server
      .close()
      .then(() => simulator?.close())
      .catch((error: unknown) => {
        log.error({ err: error }, 'closing failed');
        process.exitCode = 1;
      });
  };
  process.on('SIGTERM', close);
  process.on('SIGINT', close);
}

try {
  await main(loadConfig());
} catch (error) {
  process.exitCode = 1;
  if (error instanceof ConfigError || error instanceof ConfigFileError) {
    for (const fault of error.faults) process.stderr.write(`${fault}\n`);
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
