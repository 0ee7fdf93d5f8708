/** One of several servers: `node bench/replicasProcess.ts DIALER_URL USER PASS REDIS_URL`; without Redis, it serves alone. */
import { configFrom } from '../src/config.ts';
import { startServer } from '../src/server/server.ts';

const [dialerUrl = '', user = '', pass = '', redisUrl = ''] = process.argv.slice(2);

const server = await startServer(
  configFrom({
    PORT: '0',
    LOG_LEVEL: 'error',
    ...(redisUrl === '' ? {} : { SHARED_URL: redisUrl, SHARED_KEY: 'the key of a benchmark, 32 characters' }),
  }),
  { baseUrl: new URL(dialerUrl), user, pass },
);

let cpu = process.cpuUsage();
// Each message asks for the processor time since the last one.
process.on('message', () => {
  const { user: own, system } = process.cpuUsage(cpu);
  cpu = process.cpuUsage();
  process.send?.({ cpuMs: (own + system) / 1000 });
});
// The benchmark was stopped.
process.on('disconnect', () => process.exit());
process.send?.({ url: server.url });
