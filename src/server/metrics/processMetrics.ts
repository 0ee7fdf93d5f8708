import { totalmem } from 'node:os';
import { getHeapStatistics } from 'node:v8';
import { collectDefaultMetrics, Registry } from 'prom-client';

let registry: Registry | undefined;

/**
 * The metrics of this process, under their usual names: processor time, memory, event loop delay, garbage collection.
 * Servers of one process share them.
 */
export function processMetrics(): Registry {
  if (registry) return registry;
  registry = new Registry();
  collectDefaultMetrics({ register: registry });
  // They are rarely needed, and some are gauges with the name of a counter.
  for (const { name } of registry.getMetricsAsArray())
    if (name.startsWith('nodejs_active_')) registry.removeSingleMetric(name);
  return registry;
}

/** The most bytes of memory that this process may use: the limit of its container or service, else the machine's. */
export const memoryLimit = (): number => {
  const limit = process.constrainedMemory();
  return limit > 0 && limit < totalmem() ? limit : totalmem();
};

/** The most bytes that the heap may have. */
export const heapLimit = (): number => getHeapStatistics().heap_size_limit;
