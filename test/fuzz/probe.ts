/**
 * Preloaded into a server under test: tells its parent, over IPC, what cannot be seen from outside. It changes nothing
 * but one thing: an unhandled rejection is counted, so that the run goes on and finds the next one, too.
 */
import { threadCpuUsage } from 'node:process';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** What a probe tells. */
export interface Reading {
  /** After garbage collection, if one was asked for. */
  readonly heapBytes: number;
  readonly rssBytes: number;
  /**
   * The longest the event loop was held since the last reading, in milliseconds of processor time: what other processes
   * take from this one does not count.
   */
  readonly heldMs: number;
  /** Stacks of rejections that nobody handled. */
  readonly rejections: readonly string[];
}

const TICK_MS = 5;
const rejections: string[] = [];
let heldMs = 0;

process.on('unhandledRejection', (reason) => {
  rejections.push(reason instanceof Error ? (reason.stack ?? reason.message) : String(reason));
});

let cpu = threadCpuUsage();
let at = performance.now();
setInterval(() => {
  const spent = threadCpuUsage(cpu);
  const passed = performance.now() - at;
  heldMs = Math.max(heldMs, Math.min(passed - TICK_MS, (spent.user + spent.system) / 1000));
  cpu = threadCpuUsage();
  at = performance.now();
}, TICK_MS).unref();

setFlagsFromString('--expose-gc');
const collect: unknown = runInNewContext('gc');

process.on('message', (message) => {
  if (message !== 'read' && message !== 'collect and read') return;
  if (message !== 'read' && typeof collect === 'function') collect();
  const { heapUsed, rss } = process.memoryUsage();
  const reading: Reading = { heapBytes: heapUsed, rssBytes: rss, heldMs, rejections: rejections.splice(0) };
  process.send?.(reading, undefined, undefined, () => {
    // The collection itself is not the server's doing.
    heldMs = 0;
    cpu = threadCpuUsage();
    at = performance.now();
  });
});
process.channel?.unref();
