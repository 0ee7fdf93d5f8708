/**
 * For `node --import`: on SIGUSR2 a program writes to stderr for how long its event loop was held at most since the last
 * time, in milliseconds: `longest block 12.3`.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';

const delays = monitorEventLoopDelay({ resolution: 1 });
delays.enable();
process.on('SIGUSR2', () => {
  process.stderr.write(`longest block ${(delays.max / 1_000_000).toFixed(1)}\n`);
  delays.reset();
});
