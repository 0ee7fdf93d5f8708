import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const MAIN = fileURLToPath(new URL('../../src/simulator/main.ts', import.meta.url));

it.each(['SIGTERM', 'SIGINT'] as const)(
  'runs alone, says how to reach it, and ends with %s',
  async (signal) => {
    const running = spawn(process.execPath, [MAIN], {
      env: { ...process.env, SIMULATOR_PORT: '0' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const exited = once(running, 'exit');
    try {
      const [line] = await once(createInterface(running.stdout), 'line');
      const [, url, goUser, goPass] =
        /on (\S+) user=(\S+) pass=(\S+) voxoToken=\S+$/.exec(String(line)) ?? [];
      const query = new URLSearchParams({
        goUser: goUser ?? '',
        goPass: goPass ?? '',
        goAction: 'getAllPortfolios',
        responsetype: 'json',
      });
      const response = await fetch(`${url}/goAPIv2/goUsers/goAPI.php?${query}`);
      expect(await response.text()).toContain('"result":"success"');
    } finally {
      running.kill(signal);
    }
    expect(await exited).toEqual([0, null]);
  },
);
