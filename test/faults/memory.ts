/** How much memory this process, which is the server's too, takes at most. */
/** A sample takes a tenth of a millisecond: the kernel adds up pages. */
const SAMPLE_MS = 50;

/** Runs something, and says by how many megabytes the process grew meanwhile at most. */
export async function growthDuring<Result>(
  run: () => Promise<Result>,
): Promise<{ readonly result: Result; readonly megabytes: number }> {
  const before = process.memoryUsage.rss();
  let most = before;
  const sample = (): void => {
    most = Math.max(most, process.memoryUsage.rss());
  };
  const timer = setInterval(sample, SAMPLE_MS);
  try {
    const result = await run();
    sample();
    return { result, megabytes: (most - before) / (1024 * 1024) };
  } finally {
    clearInterval(timer);
  }
}
