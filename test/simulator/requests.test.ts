import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startSimulator, type Simulator } from '../../src/simulator/server.ts';
import { addLead, goFields, hear, post } from './asking.ts';

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator({ agents: 20, latencyMs: 60 });
});
afterEach(() => simulator.clear());
afterAll(() => simulator.close());

describe('what was asked', () => {
  it('is kept in order with all its fields, the dropped ones too', async () => {
    const path = '/goAPIv2/goUsers/goAPI.php';
    await post(simulator, `${path}?extra=1`, {
      ...goFields(simulator, 'getAllPortfolios'),
      'user[]': ['a', 'b'],
    });
    await addLead(simulator, { phone_number: '1' });
    expect(simulator.requests.map(({ action, method, path: asked }) => [action, method, asked])).toEqual([
      ['getAllPortfolios', 'POST', path],
      ['add_lead', 'POST', '/API/lmapi.php'],
    ]);
    expect(simulator.requests[0]?.query).toBe('extra=1');
    expect(simulator.requests[0]?.fields).toEqual([
      ['extra', '1'],
      ['goUser', simulator.user],
      ['goPass', simulator.pass],
      ['goAction', 'getAllPortfolios'],
      ['responsetype', 'json'],
      ['user[]', 'a'],
      ['user[]', 'b'],
    ]);
    expect(Math.abs(Date.now() - (simulator.requests[0]?.at ?? 0))).toBeLessThan(5000);
  });

  it('is counted by action until clear()', async () => {
    await hear(simulator, 'goUsers', 'getAllPortfolios');
    await hear(simulator, 'goUsers', 'getAllPortfolios');
    await hear(simulator, 'goDashboard', 'getAgentStatus');
    expect(simulator.counts()).toEqual({ getAllPortfolios: 2, getAgentStatus: 1 });
    simulator.clear();
    expect(simulator.counts()).toEqual({});
    expect(simulator.requests).toEqual([]);
  });

  it('at once is counted too', async () => {
    await hear(simulator, 'goUsers', 'getAllPortfolios');
    await hear(simulator, 'goUsers', 'getAllPortfolios');
    expect(simulator.mostInFlight).toBe(1);
    await Promise.all(Array.from({ length: 5 }, () => hear(simulator, 'goUsers', 'getAllPortfolios')));
    expect(simulator.mostInFlight).toBe(5);
    simulator.clear();
    expect(simulator.mostInFlight).toBe(0);
  });

  it('takes as long as it should', async () => {
    const start = performance.now();
    await hear(simulator, 'goUsers', 'getAllPortfolios');
    expect(performance.now() - start).toBeGreaterThan(55);
  });
});

describe('close()', () => {
  it('ends every connection at once', async () => {
    const other = await startSimulator({ agents: 10, latencyMs: 10_000 });
    const asked = hear(other, 'goUsers', 'getAllPortfolios');
    const refused = asked.catch((error: unknown) => error);
    await new Promise((resolve) => {
      setTimeout(resolve, 50);
    });
    const start = performance.now();
    await other.close();
    expect(await refused).toBeInstanceOf(TypeError);
    expect(performance.now() - start).toBeLessThan(8000);
    await expect(fetch(other.url)).rejects.toThrow('fetch failed');
  });
});
