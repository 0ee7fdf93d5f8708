import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { startSimulator, type Simulator } from '../../src/simulator/server.ts';
import { addLead, goFields, hear, post } from './asking.ts';

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator({ agents: 20 });
});
afterEach(() => simulator.clear());
afterAll(() => simulator.close());

const portfolios = async (): Promise<string> => hear(simulator, 'goUsers', 'getAllPortfolios');
const raw = async () =>
  post(simulator, '/goAPIv2/goUsers/goAPI.php', goFields(simulator, 'getAllPortfolios'));

describe('a fault', () => {
  it('delay: the right answer comes late', async () => {
    const answer = await portfolios();
    simulator.fail({ kind: 'delay', delayMs: 150 });
    const start = performance.now();
    expect(await portfolios()).toBe(answer);
    expect(performance.now() - start).toBeGreaterThan(140);
  });

  it('reset: no answer at all', async () => {
    simulator.fail({ kind: 'reset', times: 1 });
    await expect(portfolios()).rejects.toThrow('fetch failed');
    expect(await portfolios()).toContain('"success"');
  });

  it('halfBody: the headers come, the body breaks off', async () => {
    simulator.fail({ kind: 'halfBody', times: 1 });
    const response = await fetch(`${simulator.url}/goAPIv2/goUsers/goAPI.php`, {
      method: 'POST',
      body: new URLSearchParams(goFields(simulator, 'getAllPortfolios')),
    });
    expect(response.status).toBe(200);
    expect(Number(response.headers.get('content-length'))).toBe((await portfolios()).length);
    await expect(response.text()).rejects.toThrow('terminated');
  });

  it('badGateway: an HTML page with 502', async () => {
    simulator.fail({ kind: 'badGateway' });
    const { status, text } = await raw();
    expect(status).toBe(502);
    expect(text).toContain('<h1>502 Bad Gateway</h1>');
  });

  it('truncatedJson: half of the answer as if it were all', async () => {
    const whole = await portfolios();
    simulator.fail({ kind: 'truncatedJson' });
    const { status, text } = await raw();
    expect(status).toBe(200);
    expect(text).toBe(whole.slice(0, Math.ceil(whole.length / 2)));
  });

  it('phpWarning: the answer behind a warning', async () => {
    const answer = await portfolios();
    simulator.fail({ kind: 'phpWarning' });
    expect(await portfolios()).toMatch(
      /^<br \/>\n<b>Warning<\/b>: {2}.* on line <b>\d+<\/b><br \/>\n\{"result"/,
    );
    expect(await portfolios()).toContain(answer);
  });

  it('refusal: its text, to the letter', async () => {
    simulator.fail({ kind: 'refusal', body: '{"result":"Error: Nope. "}' });
    expect(await portfolios()).toBe('{"result":"Error: Nope. "}');
  });

  it('emptyBody and serverError: nothing, with 200 and with 500', async () => {
    simulator.fail({ kind: 'emptyBody', times: 1 });
    simulator.fail({ kind: 'serverError', times: 1 });
    expect(await raw()).toMatchObject({ status: 200, text: '' });
    expect(await raw()).toMatchObject({ status: 500, text: '' });
    expect((await raw()).text).toContain('"success"');
  });

  it('loseAnswer: the lead is added and nobody is told', async () => {
    const before = simulator.leads.length;
    simulator.fail({ kind: 'loseAnswer', action: 'add_lead', times: 1 });
    const lost = fetch(`${simulator.url}/API/lmapi.php`, {
      method: 'POST',
      body: new URLSearchParams({
        user: simulator.user,
        pass: simulator.pass,
        function: 'add_lead',
        source: 'test',
        phone_number: '7275558888',
      }),
      signal: AbortSignal.timeout(1000),
    });
    await expect(lost).rejects.toThrow(/timeout/i);
    expect(simulator.leads.length).toBe(before + 1);
    expect(simulator.leads.at(-1)?.phoneNumber).toBe('7275558888');
    // Whoever hung up is not waiting any longer.
    await vi.waitFor(() => {
      simulator.clear();
      expect(simulator.mostInFlight).toBe(0);
    });
  });

  it('strikes its action only, as often as it says, and never after clear()', async () => {
    simulator.fail({ kind: 'serverError', action: 'add_lead' });
    expect(await portfolios()).toContain('"success"');
    expect(await addLead(simulator, { phone_number: '7275558889' })).toBe('');
    expect(await addLead(simulator, { phone_number: '7275558889' })).toBe('');
    simulator.clear();
    expect(await addLead(simulator, { phone_number: '7275558889' })).toContain('SUCCESS');
  });
});
