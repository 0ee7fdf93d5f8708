/** A thread that asks /health every 10 ms, and reports the longest wait in milliseconds when it is told to stop. */
import { setTimeout as pause } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';

const url = new URL('/health', String(workerData));
const stopping = new AbortController();
parentPort?.once('message', () => stopping.abort());
let worst = 0;
while (!stopping.signal.aborted) {
  const started = performance.now();
  await (await fetch(url)).text();
  worst = Math.max(worst, performance.now() - started);
  await pause(10);
}
parentPort?.postMessage(worst, []);
