/**
 * For `node --import`: on SIGUSR2, the program writes to stderr the longest time that its event loop worked at a
 * stretch since the last SIGUSR2, in milliseconds: `longest block 12.3`. It is processor time, because on a busy machine
 * other programs hold the event loop, too.
 */
let last = process.threadCpuUsage();
let longest = 0;

const look = (): void => {
  const now = process.threadCpuUsage();
  longest = Math.max(longest, (now.user + now.system - last.user - last.system) / 1000);
  last = now;
};

setInterval(look, 1).unref();
process.on('SIGUSR2', () => {
  look();
  process.stderr.write(`longest block ${longest.toFixed(1)}\n`);
  longest = 0;
});
