/** The live floor in tests: a dialer whose agents a test moves, the server, and subscribers. */
import { setTimeout as sleep } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { z } from 'zod';
import { startApi, type Api, type Settings, type Variables } from '../support/api.ts';
import { startFloorDialer, type FloorAgent, type FloorDialer } from '../support/floorDialer.ts';
import { subscribe, type EventStream, type StreamEvent } from '../support/eventStream.ts';

export const STATUS = /* GraphQL */ `
  subscription Floor($usernames: [String!], $filter: AgentFilter) {
    agentStatus(usernames: $usernames, filter: $filter) {
      agent { username name }
      status { state statusText since observedAt color }
      previousState
      observedAt
    }
  }
`;

const event = z
  .object({
    agentStatus: z.object({
      agent: z.object({ username: z.string(), name: z.string().nullable() }),
      status: z.object({
        state: z.string(),
        statusText: z.string().nullable(),
        since: z.string().nullable(),
        observedAt: z.string(),
        color: z.string().nullable(),
      }),
      previousState: z.string().nullable(),
      observedAt: z.string(),
    }),
  })
  .transform(({ agentStatus }) => agentStatus);

export type Event = z.output<typeof event>;

export const eventsOf = (results: readonly StreamEvent[]): Event[] =>
  results.map(({ data }) => event.parse(data));

/** `anna READY`, and `anna IN_CALL < READY` for a change. */
export const told = (results: readonly StreamEvent[]): string[] =>
  eventsOf(results).map(
    ({ agent, status, previousState }) =>
      `${agent.username} ${status.state}${previousState === null ? '' : ` < ${previousState}`}`,
  );

export interface Floor {
  readonly dialer: FloorDialer;
  readonly api: Api;
  watch(variables?: Variables): Promise<EventStream>;
}

/** The time between two polls of an agent, unless a test sets another: shorter than an operator may set. */
export const INTERVAL_MS = 50;

/**
 * @param intervalMs the time between two polls of an agent
 * @param restMs the time between two looks at what changes rarely
 */
export async function floorOf(
  usernames: readonly string[],
  {
    settings = {},
    intervalMs = INTERVAL_MS,
    restMs,
  }: { readonly settings?: Settings; readonly intervalMs?: number; readonly restMs?: number } = {},
): Promise<Floor> {
  const dialer = await startFloorDialer(usernames);
  onTestFinished(() => dialer.close());
  const api = await startApi(settings, dialer, {
    pauses: { retryMs: 5, probeAfterMs: 50 },
    liveIntervalMs: intervalMs,
    liveRestMs: restMs,
  });
  return {
    dialer,
    api,
    watch: async (variables) => {
      const client = await subscribe(api.url, STATUS, variables ? { variables } : {});
      onTestFinished(() => client.close());
      return client;
    },
  };
}

/** Changes an agent at the dialer. */
export function set({ dialer }: Floor, username: string, change: Partial<FloorAgent> | string | null): void {
  const agent = dialer.agents.get(username);
  if (!agent) throw new Error(`There is no ${username}.`);
  Object.assign(agent, typeof change === 'object' && change !== null ? change : { status: change });
}

/** Waits until the dialer has been asked for an agent so many times more. */
export async function askedAgain({ dialer }: Floor, username: string, times = 2): Promise<void> {
  const count = (): number => dialer.asked.filter((name) => name === username).length;
  const before = count();
  while (count() < before + times) await sleep(10);
}
