import { monitorEventLoopDelay } from 'node:perf_hooks';

/** What a measured process has used since it was last asked. */
export interface Figures {
  readonly cpuMs: number;
  /** Peak memory of the process so far, in megabytes. */
  readonly peakMegabytes: number;
  /** Its memory now. */
  readonly megabytes: number;
  /** Delay of the event loop, in milliseconds. */
  readonly delayMs: { readonly p99: number; readonly worst: number };
}

/** The histogram counts the timer's own interval as delay. */
const TIMER_MS = 1;

const watch = () => {
  const delay = monitorEventLoopDelay({ resolution: TIMER_MS });
  delay.enable();
  return { delay, cpu: process.cpuUsage() };
};

/** Message to a measured server: what it has cached is no longer fresh. It is sent back when that is so. */
export const FORGET = 'forget';

/**
 * Reports a server's URL to the benchmark, and then, for each message, the figures since the message before.
 *
 * @param forget lets what is cached be no longer fresh
 */
export function reportTo(url: string, forget: () => void = () => undefined): void {
  let since = watch();
  process.on('message', (message) => {
    if (message === FORGET) {
      forget();
      process.send?.(FORGET);
      return;
    }
    const { user, system } = process.cpuUsage(since.cpu);
    since.delay.disable();
    const { delay } = since;
    const figures: Figures = {
      cpuMs: (user + system) / 1000,
      peakMegabytes: process.resourceUsage().maxRSS / 1024,
      megabytes: process.memoryUsage.rss() / 2 ** 20,
      delayMs: {
        p99: Math.max(0, delay.percentile(99) / 1e6 - TIMER_MS),
        worst: Math.max(0, delay.max / 1e6 - TIMER_MS),
      },
    };
    process.send?.(figures);
    since = watch();
  });
  // The benchmark was stopped.
  process.on('disconnect', () => process.exit());
  process.send?.(url);
}
