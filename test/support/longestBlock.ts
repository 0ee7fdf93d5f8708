/**
 * For `node --import`: on SIGUSR2, the program writes to stderr the longest time that its event loop was blocked since
 * the last SIGUSR2, in milliseconds: `longest block 12.3`.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';

const delays = monitorEventLoopDelay({ resolution: 1 });
delays.enable();
process.on('SIGUSR2', () => {
  process.stderr.write(`longest block ${(delays.max / 1_000_000).toFixed(1)}\n`);
  delays.reset();
});
