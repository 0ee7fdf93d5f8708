import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSimulator, type Simulator } from '../../src/simulator/server.ts';
import { ask, at, NOW, rowsAt, type Row } from './asking.ts';

let now = NOW;
let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator({ now: () => now, timezone: 'America/Chicago' });
});
afterAll(() => simulator.close());

const everybody = async (): Promise<Row[]> => {
  const active = simulator.centre.agents.filter((agent) => agent.active);
  const answers = await Promise.all(
    active.map((agent) => ask(simulator, 'goUsers', 'getLiveAgentInfo', { user: agent.username })),
  );
  return rowsAt({ rows: answers.map((answer) => at(answer, 'data')) }, 'rows');
};
const count = (rows: readonly Row[], ...states: readonly string[]): number =>
  rows.filter((row) => states.includes(String(row['status']))).length;

describe('live states', () => {
  it.each([0, 3, 8.4, 13])('agree with the dashboard %d hours later', async (hours) => {
    now = NOW + hours * 3_600_000;
    const rows = await everybody();
    const inCall = count(rows, 'IN CALL', 'QUEUE', '3-WAY', 'PARK');
    const offline = count(rows, 'OFFLINE');
    expect(at(await ask(simulator, 'goDashboard', 'goGetTotalAgentsCall'), 'data')).toBe(inCall);
    expect(at(await ask(simulator, 'goDashboard', 'getAgentStatus'), 'data')).toEqual({
      total_live_agents: 108 - offline,
      paused_agents: count(rows, 'PAUSE - BREAK', 'LUNCH BREAK', 'DISPOSITION', 'DEAD'),
      ready_agents: count(rows, 'READY'),
      incall_agents: inCall,
      offline_agents: offline,
      total_active_agents: 108,
    });
    expect(inCall).toBeGreaterThan(5);
  });

  it('name a lead of the campaign, its number and its code for those in a call, and nobody for the others', async () => {
    now = NOW;
    const rows = await everybody();
    const leads = new Map(simulator.leads.map((lead) => [lead.leadId, lead]));
    const talking = rows.filter((row) => row['lead_id'] !== 0);
    expect(new Set(talking.map((row) => row['lead_id'])).size).toBe(talking.length);
    for (const row of talking) {
      const lead = leads.get(Number(row['lead_id']));
      const campaign = simulator.centre.campaign(String(row['campaign_id']));
      expect(row).toMatchObject({
        in_call_with: lead?.phoneNumber,
        vendor_lead_code: lead?.vendorLeadCode,
        campaign_name: campaign?.name,
        caller_id: campaign?.callerId,
      });
      expect(simulator.centre.list(lead?.listId ?? '')?.campaign).toBe(campaign);
    }
    const idle = rows.filter((row) => row['lead_id'] === 0);
    expect(count(idle, 'READY', 'PAUSE - BREAK', 'LUNCH BREAK', 'OFFLINE')).toBe(idle.length);
    expect(idle.filter((row) => row['in_call_with'] !== '' || row['campaign_id'] !== '')).toEqual([]);
  });

  it('stay for a while, and then move', async () => {
    now = NOW;
    const before = await everybody();
    now = NOW + 2000;
    const soon = await everybody();
    now = NOW + 600_000;
    const later = await everybody();
    const changed = (rows: readonly Row[]): number =>
      rows.filter((row, index) => row['status'] !== before[index]?.['status']).length;
    expect(changed(soon)).toBeLessThan(15);
    expect(changed(later)).toBeGreaterThan(25);
  });

  it('last twenty seconds at least', () => {
    const { live, agents } = simulator.centre;
    const dwells: number[] = [];
    for (const agent of agents.filter((one) => one.active).slice(0, 30)) {
      let since: number | null = null;
      let { state } = live.of(agent, NOW);
      for (let second = NOW; second < NOW + 90 * 60_000; second += 1000) {
        const current = live.of(agent, second).state;
        if (current === state) continue;
        // The first one began before this test did, and a shift may end at any moment.
        if (since !== null && current !== 'OFFLINE') dwells.push(second - since);
        [since, state] = [second, current];
      }
    }
    expect(dwells.length).toBeGreaterThan(400);
    expect(Math.min(...dwells)).toBeGreaterThanOrEqual(20_000);
    expect(Math.max(...dwells)).toBeGreaterThan(300_000);
  });

  it('find a third of the agents at work at any hour of the day', async () => {
    for (let hour = 0; hour < 24; hour += 0.5) {
      now = NOW + hour * 3_600_000;
      const data = at(await ask(simulator, 'goDashboard', 'getAgentStatus'), 'data');
      expect(Number(at(data, 'total_live_agents'))).toBeGreaterThanOrEqual(36);
    }
  });
});
