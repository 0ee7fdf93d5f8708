/** A dialer with agents whose live states a test sets: for the live floor. */
import { success, userList } from './otherDialer.ts';
import { startScriptedServer, type Reply, type ScriptedServer } from './scriptedServer.ts';

export interface FloorAgent {
  /** The dialer's word; null if it has no status for the agent. */
  status: string | null;
  /** Whether today's figures have the agent. */
  hasLoggedIn: boolean;
  portfolios: readonly string[];
  /** Members of the status beside it. */
  more?: Readonly<Record<string, unknown>>;
  name?: string;
}

export interface FloorDialer extends ScriptedServer {
  /** By username. Changes take effect at once. */
  readonly agents: Map<string, FloorAgent>;
  /** How getLiveAgentInfo fails, if it does. Undefined = it answers. */
  fault: (username: string) => Reply | undefined;
  /** How long an answer to getLiveAgentInfo takes, in milliseconds. */
  delayMs: number;
  /** The usernames asked for by getLiveAgentInfo so far, in order. */
  readonly asked: readonly string[];
  /** The most calls of getLiveAgentInfo that there were at once. */
  mostAsked: number;
}

export const FAILURE: Reply = { status: 500, body: '' };

/** @param usernames agents who are READY and have logged in, in portfolio NRD */
export async function startFloorDialer(usernames: readonly string[]): Promise<FloorDialer> {
  const dialer = await startScriptedServer();
  const agents = new Map<string, FloorAgent>(
    usernames.map((username) => [username, { status: 'READY', hasLoggedIn: true, portfolios: ['NRD'] }]),
  );
  const asked: string[] = [];
  let underWay = 0;
  const floor: FloorDialer = Object.assign(dialer, {
    agents,
    fault: (): Reply | undefined => undefined,
    delayMs: 0,
    asked,
    mostAsked: 0,
  });
  dialer.answerAll({ result: 'No Available Data' });
  dialer.answer('goGetAllUsers', (fields) =>
    userList(
      fields.get('only_inactives') === '1'
        ? []
        : [...agents].map(([user, { portfolios, name }], index) => ({
            user_id: index + 1,
            user,
            name: name ?? `Agent ${user}`,
            exten: 7000 + index,
            level: 1,
            active: 'Y',
            allowed_companys: portfolios,
          })),
    ),
  );
  dialer.answer('agent_summary_stats', () =>
    success({
      rows: [...agents].map(([USER, { hasLoggedIn }]) => ({
        USER,
        calls_handled: '0',
        login_time: hasLoggedIn ? '3600' : '0',
        pause: '0',
        break: '0',
        talk: '0',
        portfolio: 'NRD',
      })),
    }),
  );
  dialer.answer('getLiveAgentInfo', async (fields) => {
    const username = fields.get('user') ?? '';
    asked.push(username);
    underWay += 1;
    floor.mostAsked = Math.max(floor.mostAsked, underWay);
    if (floor.delayMs > 0) await new Promise((resolve) => void setTimeout(resolve, floor.delayMs));
    underWay -= 1;
    const fault = floor.fault(username);
    if (fault) return fault;
    const agent = agents.get(username);
    if (!agent || agent.status === null) return { result: 'error', message: 'Agent is not logged in' };
    return success({
      status: agent.status,
      color: 'green',
      in_call_with: '',
      conf_exten: '8600118',
      ...agent.more,
    });
  });
  return floor;
}
