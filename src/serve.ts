import type { Logger } from 'pino';
import type { Config } from './config.ts';
import { createLog } from './server/log.ts';
import { startServer, type RunningServer } from './server/server.ts';

/** A server, and the simulator if it stands in front of one. */
export interface ServedApi {
  readonly server: RunningServer;
  /** True if no dialer is configured, so that the data is made up. */
  readonly isSimulated: boolean;
  /** See `RunningServer.close`. */
  close(how?: { readonly drain?: boolean }): Promise<void>;
}

/**
 * Serves the API of the configured dialer. If none is configured, serves the API of an embedded simulator, which also
 * answers as VOXO.
 *
 * @param lines where the log is written; default: standard output
 * @throws as `startServer`
 */
export async function serve(config: Config, lines: Logger = createLog(config.logLevel)): Promise<ServedApi> {
  if (config.dialer) {
    const server = await startServer(config, config.dialer, lines);
    return { server, isSimulated: false, close: (how) => server.close(how) };
  }
  // Loaded for this alone.
  const { startSimulator } = await import('./simulator/server.ts');
  const simulator = await startSimulator({ timezone: config.timezone, recordsRequests: false });
  const baseUrl = new URL(simulator.url);
  const { user, pass, voxoToken: token } = simulator;
  const voxo = config.voxo ?? { baseUrl, token, tenantId: '1', billingCode: undefined };
  try {
    const server = await startServer({ ...config, voxo }, { baseUrl, user, pass }, lines);
    const close: ServedApi['close'] = async (how) => {
      try {
        await server.close(how);
      } finally {
        await simulator.close();
      }
    };
    return { server, isSimulated: true, close };
  } catch (error) {
    await simulator.close();
    throw error;
  }
}
