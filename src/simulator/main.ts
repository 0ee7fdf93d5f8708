import { startSimulator } from './server.ts';

const port = Number(process.env['SIMULATOR_PORT'] || 4100);
const simulator = await startSimulator({ port, recordsRequests: false });
process.stdout.write(
  `Simulated dialer on ${simulator.url} user=${simulator.user} pass=${simulator.pass} voxoToken=${simulator.voxoToken}\n`,
);

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    void simulator.close();
  });
}
