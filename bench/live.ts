import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request, type IncomingMessage } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { changedAt, startLiveDialer, type LiveDialer } from './liveDialer.ts';

const AGENTS = 300;
const LATENCY_MS = 50;
const CONCURRENCY_OF_SWEEP = 4;

const COUNTS = 'subscription { agentCounts { live ready paused inCall } }';
const STATES =
  'subscription { agentStatus { agent { username name } status { state since } previousState observedAt } }';
const CALLS = 'subscription { callCompleted { startedAt direction disposition } }';

const figures = z.object({
  cpuMs: z.number(),
  loopMs: z.object({ p99: z.number(), max: z.number() }),
  heldBytes: z.number(),
  rss: z.number(),
});
type Figures = z.output<typeof figures>;

/**
 * The live floor: what subscribers cost the dialer and the server. The dialer takes 50 ms for a call; the server is a
 * process of its own; the dialer and all clients share another one.
 */
export async function benchLive(): Promise<void> {
  const dialer = await startLiveDialer({ agents: AGENTS, latencyMs: LATENCY_MS });
  const child = fork(new URL('liveProcess.ts', import.meta.url), [dialer.url], {
    execArgv: ['--expose-gc'],
    env: { ...process.env, NODE_ENV: 'production' },
  });
  const { url } = z.object({ url: z.string() }).parse((await once(child, 'message'))[0]);
  const bench: Bench = { dialer, child, url };

  console.log(`live floor: ${AGENTS} agents, ${LATENCY_MS} ms a dialer call, an interval of 2 s`);
  await benchCounts(bench);
  await benchStates(bench, 1);
  await benchStates(bench, 2000);
  await benchFailing(bench);
  await benchStalled(bench);
  await benchCalls(bench);
  await benchNobody(bench);
  console.log();

  child.kill('SIGKILL');
  await dialer.close();
}

interface Bench {
  readonly dialer: LiveDialer;
  readonly child: ChildProcess;
  readonly url: string;
}

async function benchCounts({ dialer, child, url }: Bench): Promise<void> {
  const before = await figuresOf(child);
  const clients = await subscribed(url, COUNTS, 1000);
  await pause(3000);
  const idle = await figuresOf(child);
  dialer.clear();
  const began = performance.now();
  const changes = await dialer.changesFor(20_000);
  await pause(2500);
  const seconds = (performance.now() - began) / 1000;
  const after = await figuresOf(child);
  const delays = clients.flatMap((client) => client.delays).toSorted((a, b) => a - b);
  const heard = clients.filter(({ last }) => last === dialer.countsText()).length;
  const perSubscriber = (idle.heldBytes - before.heldBytes) / clients.length / 1000;
  console.log(
    `  agentCounts, 1,000 subscribers: ${(dialer.counts().getAgentStatus ?? 0).toFixed(0)} getAgentStatus in ${seconds.toFixed(1)} s, ${changes} changes of state, ${heard} of 1,000 hold the last counts, heard after ${share(delays, 0.5)} (99 %: ${share(delays, 0.99)}), ${perSubscriber.toFixed(1)} kB a subscriber, ${loop(after)}`,
  );
  await ended(clients);
}

async function benchStates({ dialer, child, url }: Bench, subscribers: number): Promise<void> {
  await figuresOf(child);
  const started = performance.now();
  const clients = await subscribed(url, STATES, subscribers);
  await until(() => clients.every(({ events }) => events >= AGENTS), 120_000);
  const snapshotMs = performance.now() - started;
  const beginning = await figuresOf(child);
  await pause(2000);
  dialer.clear();
  for (const client of clients) client.delays.length = 0;
  const began = performance.now();
  const changes = await dialer.changesFor(20_000);
  const calls = dialer.counts();
  const seconds = (performance.now() - began) / 1000;
  const ages = dialer.ages();
  await pause(6000);
  const after = await figuresOf(child);
  const wrong = clients.filter(({ states }) => !dialer.isEqual(states)).length;
  const delays = clients.flatMap((client) => client.delays).toSorted((a, b) => a - b);
  console.log(
    `  agentStatus, ${subscribers} subscriber${subscribers === 1 ? '' : 's'}: first states in ${(snapshotMs / 1000).toFixed(1)} s (${loop(beginning)}); then ${((calls.getLiveAgentInfo ?? 0) / seconds).toFixed(1)} getLiveAgentInfo a second (at most ${(1000 / LATENCY_MS) * CONCURRENCY_OF_SWEEP}), state age 95 %: ${share(ages, 0.95)}, ${changes} changes, heard after ${share(delays, 0.5)} (99 %: ${share(delays, 0.99)}), ${wrong} subscribers with a wrong last state, ${(after.cpuMs / (seconds + 6)).toFixed(0)} ms CPU a second, ${loop(after)}`,
  );
  await ended(clients);
}

async function benchFailing({ dialer, child, url }: Bench): Promise<void> {
  const clients = await subscribed(url, STATES, 20);
  await until(() => clients.every(({ events }) => events >= AGENTS), 120_000);
  dialer.fail(0.5);
  const changes = await dialer.changesFor(60_000, 2);
  dialer.fail(0);
  const isRight = (): boolean => clients.every(({ states }) => dialer.isEqual(states));
  const stale = clients.filter(({ states }) => !dialer.isEqual(states)).length;
  const began = performance.now();
  await until(isRight, 60_000);
  const seconds = (performance.now() - began) / 1000;
  console.log(
    `  agentStatus, 20 subscribers, half of all calls fail for a minute (${changes} changes): ${stale} subscribers with a stale state at its end, ${isRight() ? `all have the final states ${seconds.toFixed(1)} s later` : 'final states were missed'}, ${loop(await figuresOf(child))}`,
  );
  await ended(clients);
}

async function benchStalled({ dialer, child, url }: Bench): Promise<void> {
  const reader = await subscribed(url, STATES, 1);
  await pause(5000);
  const before = await figuresOf(child);
  const stalled = await subscribed(url, STATES, 100, { reads: false });
  await dialer.changesFor(20_000, 50);
  const after = await figuresOf(child);
  console.log(
    `  100 stalled subscribers of agentStatus: ${((after.heldBytes - before.heldBytes) / 1e6).toFixed(1)} MB more on the heap and in buffers (RSS ${((after.rss - before.rss) / 1e6).toFixed(1)} MB)`,
  );
  await ended([...reader, ...stalled]);
}

async function benchCalls({ dialer, child, url }: Bench): Promise<void> {
  const clients = await subscribed(url, CALLS, 100);
  await pause(7000);
  await figuresOf(child);
  dialer.clear();
  for (let call = 0; call < 20; call += 1) {
    dialer.completeCall();
    await pause(1000);
  }
  await pause(7000);
  const after = await figuresOf(child);
  const delays = clients.flatMap((client) => client.delays).toSorted((a, b) => a - b);
  const whole = clients.filter(({ events }) => events === 20).length;
  const { outbound_cdr = 0, inbound_cdr = 0 } = dialer.counts();
  console.log(
    `  callCompleted, 100 subscribers, an interval of 5 s: ${outbound_cdr} + ${inbound_cdr} reports in 27 s, ${whole} of 100 heard each of 20 calls once, after ${share(delays, 0.5)} (all: ${share(delays, 1)}), ${loop(after)}`,
  );
  await ended(clients);
}

async function benchNobody({ dialer }: Bench): Promise<void> {
  await pause(1000);
  dialer.clear();
  await pause(5000);
  const calls = Object.entries(dialer.counts()).map(([action, count]) => `${action} ${count}`);
  console.log(`  nobody listens: ${calls.length === 0 ? 'no dialer call' : calls.join(', ')} in 5 s`);
}

interface Client {
  /** Events so far. */
  events: number;
  /** The data of the last event. */
  last: string;
  /** The last state of each agent. */
  readonly states: Map<string, string>;
  /** Milliseconds from a change at the dialer to its event. */
  readonly delays: number[];
  end(): void;
}

const eventData = z.object({
  data: z.object({
    agentStatus: z
      .object({
        agent: z.object({ username: z.string() }),
        status: z.object({ state: z.string() }),
        previousState: z.string().nullable(),
      })
      .optional(),
    agentCounts: z.object({}).loose().optional(),
    callCompleted: z.object({ disposition: z.string() }).optional(),
  }),
});

async function subscribed(
  url: string,
  query: string,
  count: number,
  { reads = true } = {},
): Promise<readonly Client[]> {
  const agent = new Agent({ keepAlive: false, maxSockets: Infinity });
  const clients: Client[] = [];
  for (let number = 0; number < count; number += 1) {
    clients.push(await subscribe(url, query, agent, reads));
    // Whoever opens a page does not open a thousand at once.
    if (number % 20 === 19) await pause(5);
  }
  return clients;
}

async function subscribe(url: string, query: string, agent: Agent, reads: boolean): Promise<Client> {
  const outgoing = request(`${url}/graphql`, {
    method: 'POST',
    agent,
    headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
  });
  outgoing.on('error', () => undefined);
  outgoing.end(JSON.stringify({ query }));
  const [response]: [IncomingMessage] = z
    .tuple([z.custom<IncomingMessage>()])
    .parse(await once(outgoing, 'response'));
  const client: Client = {
    events: 0,
    last: '',
    states: new Map(),
    delays: [],
    end: () => outgoing.destroy(),
  };
  response.on('error', () => undefined);
  if (!reads) return client;
  let text = '';
  response.setEncoding('utf8');
  response.on('data', (chunk: string) => {
    text += chunk;
    const messages = text.split('\n\n');
    text = messages.pop() ?? '';
    for (const message of messages) {
      const data = /^data: (.+)$/m.exec(message)?.[1];
      if (data) note(client, data);
    }
  });
  return client;
}

function note(client: Client, text: string): void {
  client.events += 1;
  const { agentStatus, agentCounts, callCompleted } = eventData.parse(JSON.parse(text)).data;
  if (agentCounts) {
    client.last = JSON.stringify(agentCounts);
    const since = changedAt.get(client.last);
    if (since !== undefined) client.delays.push(performance.now() - since);
  }
  if (agentStatus) {
    const { agent, status } = agentStatus;
    client.states.set(agent.username, status.state);
    const since = changedAt.get(`${agent.username} ${status.state}`);
    if (agentStatus.previousState !== null && since !== undefined)
      client.delays.push(performance.now() - since);
  }
  const calledAt = callCompleted && changedAt.get(callCompleted.disposition);
  if (calledAt !== undefined) client.delays.push(performance.now() - calledAt);
}

async function ended(clients: readonly Client[]): Promise<void> {
  for (const client of clients) client.end();
  await pause(1500);
}

async function figuresOf(child: ChildProcess): Promise<Figures> {
  child.send('figures');
  return figures.parse((await once(child, 'message'))[0]);
}

async function until(isSo: () => boolean, mostMs: number): Promise<void> {
  for (const started = performance.now(); performance.now() - started < mostMs; await pause(50)) {
    if (isSo()) return;
  }
}

const loop = ({ loopMs: { p99, max } }: Figures): string =>
  `event loop held 99 %: ${p99.toFixed(0)} ms, at most ${max.toFixed(0)} ms`;

/** A share of the sorted times is no longer than this. */
const share = (times: readonly number[], part: number): string => {
  const time = times[Math.min(times.length - 1, Math.floor(times.length * part))];
  return time === undefined ? '–' : `${(time / 1000).toFixed(1)} s`;
};
