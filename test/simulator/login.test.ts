import { afterEach, describe, expect, it } from 'vitest';
import { startSimulator, type Simulator, type SimulatorOptions } from '../../src/simulator/server.ts';
import { goFields, hear, NOW, post } from './asking.ts';

const REFUSED = '{"result":"error","message":"Invalid Username\\/Password"}';

let simulator: Simulator;
const start = async (options: SimulatorOptions = {}): Promise<void> => {
  simulator = await startSimulator({ agents: 10, ...options });
};
afterEach(() => simulator.close());

const login = async (goUser: string, goPass: string): Promise<string> =>
  hear(simulator, 'goUsers', 'getAllPortfolios', { goUser, goPass });

describe('the login of goAPIv2', () => {
  it('takes the user in any case, and the password in its own only', async () => {
    await start();
    expect(await login(simulator.user.toUpperCase(), simulator.pass)).toContain('"success"');
    expect(await login(simulator.user, simulator.pass.toUpperCase())).toBe(REFUSED);
  });

  it('refuses an unknown user, and a request without credentials, with HTTP 200 and text/html', async () => {
    await start();
    expect(await login('Nobody', simulator.pass)).toBe(REFUSED);
    const answer = await post(simulator, '/goAPIv2/goUsers/goAPI.php', {
      goAction: 'getAllPortfolios',
      responsetype: 'json',
    });
    expect(answer).toEqual({ status: 200, type: 'text/html; charset=UTF-8', text: REFUSED });
  });

  it('locks for fifteen minutes after ten wrong passwords, even for the right one, on both APIs', async () => {
    let now = NOW;
    await start({ now: () => now });
    // A right one in between starts the count again.
    for (let round = 0; round < 2; round += 1) {
      for (let attempt = 0; attempt < 9; attempt += 1) await login(simulator.user, 'wrong');
      expect(await login(simulator.user, simulator.pass)).toContain('"success"');
    }

    for (let attempt = 0; attempt < 10; attempt += 1) await login(simulator.user, 'wrong');
    now += 14 * 60_000;
    expect(await login(simulator.user, simulator.pass)).toBe(REFUSED);
    const { text } = await post(simulator, '/API/lmapi.php', { user: simulator.user, pass: simulator.pass });
    expect(text).toBe(`ERROR: Too many login attempts, try again in 15 minutes: |${simulator.user}|LOCK|\n`);

    now += 61_000;
    expect(await login(simulator.user, simulator.pass)).toContain('"success"');
  });
});

describe('the login of lmapi.php', () => {
  it('prints the password it refuses', async () => {
    await start();
    const { text } = await post(simulator, '/API/lmapi.php', { user: simulator.user, pass: 'hunter2' });
    expect(text).toBe(`ERROR: Login incorrect, please try again: |${simulator.user}|hunter2|BAD|\n`);
  });
});

describe('credentials', () => {
  it('are read from the query as well', async () => {
    await start();
    const query = new URLSearchParams(goFields(simulator, 'getAllPortfolios'));
    const response = await fetch(`${simulator.url}/goAPIv2/goUsers/goAPI.php?${query}`);
    expect(await response.text()).toContain('"success"');
  });
});
