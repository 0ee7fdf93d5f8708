/**
 * The processor time of this thread so far, in milliseconds. On a busy machine a limit of time holds for this, not for the
 * clock.
 */
export function processorMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}
