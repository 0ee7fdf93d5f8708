/** The server of the benchmark of exports, in its own process: `node bench/exportProcess.ts DIALER_URL`. */
import { getHeapSpaceStatistics } from 'node:v8';
import { configFrom } from '../src/config.ts';
import { startServer } from '../src/server/server.ts';

const [dialerUrl = ''] = process.argv.slice(2);
const server = await startServer(configFrom({ PORT: '0', LOG_LEVEL: 'error' }), {
  baseUrl: new URL(dialerUrl),
  user: 'bench',
  pass: 'bench',
});
process.on('message', (message) => {
  if (message === 'look') {
    const { user, system } = process.cpuUsage();
    const old = getHeapSpaceStatistics().find(({ space_name: name }) => name === 'old_space');
    process.send?.({
      rss: process.memoryUsage.rss() / 2 ** 20,
      old: (old?.space_used_size ?? NaN) / 2 ** 20,
      cpuMs: (user + system) / 1000,
    });
  } else void server.close().then(() => process.exit(0));
});
process.send?.(server.url);
