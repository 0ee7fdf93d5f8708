/** The server of the live benchmark, in a process of its own: `node --expose-gc bench/liveProcess.ts DIALER_URL`. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { configFrom } from '../src/config.ts';
import { startServer } from '../src/server/server.ts';

const [dialerUrl = ''] = process.argv.slice(2);

const server = await startServer(
  configFrom({ PORT: '0', LOG_LEVEL: 'error', LIVE_INTERVAL_MS: '2000', CALLS_INTERVAL_MS: '5000' }),
  { baseUrl: new URL(dialerUrl), user: 'bench', pass: 'bench' },
);

let delay = monitorEventLoopDelay({ resolution: 1 });
delay.enable();
let cpu = process.cpuUsage();

// Each message asks for the figures since the last one.
process.on('message', () => {
  delay.disable();
  const { user, system } = process.cpuUsage(cpu);
  // The histogram holds the timer's own millisecond, too.
  const loopMs = { p99: delay.percentile(99) / 1e6 - 1, max: delay.max / 1e6 - 1 };
  globalThis.gc?.();
  const { heapUsed, external, rss } = process.memoryUsage();
  process.send?.({ cpuMs: (user + system) / 1000, loopMs, heldBytes: heapUsed + external, rss });
  cpu = process.cpuUsage();
  delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
});
// The benchmark was stopped.
process.on('disconnect', () => process.exit());
process.send?.({ url: server.url });
