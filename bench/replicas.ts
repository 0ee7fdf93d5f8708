import { fork, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { freePort } from '../test/support/freePort.ts';
import { startSimulator } from '../src/simulator/server.ts';

/** A read of lists that are remembered for a minute. */
const QUERY =
  '{ agents(first: 100) { nodes { username name level profile { name } portfolios { name } campaign { name } } } }';

/** Clients of each server, which send one query after the other. */
const CLIENTS = 6;
const SECONDS = 4;
const ROUNDS = 3;

interface Round {
  readonly queries: number;
  readonly seconds: number;
  readonly serverMs: number;
  readonly loadMs: number;
}

/**
 * Remembered reads of one server, and of two that share Redis. The load comes from this process, which takes its share of
 * the processors; so the figures say how much that is.
 */
export async function benchReplicas(): Promise<void> {
  if (spawnSync('redis-server', ['--version']).status !== 0) {
    console.log('Several servers: redis-server is not installed\n');
    return;
  }
  const simulator = await startSimulator();
  const port = await freePort();
  const redis = spawn('redis-server', ['--port', String(port), '--save', '', '--bind', '127.0.0.1'], {
    stdio: 'ignore',
  });
  const account = [simulator.url, simulator.user, simulator.pass];
  const shared = [...account, `redis://127.0.0.1:${port}`];
  await sleep(500);
  const servers = [await started(account), await started(shared), await started(shared)];
  const [alone, one, other] = servers;
  try {
    if (!alone || !one || !other) throw new Error('There are three servers.');
    // Everything is compiled and remembered before it is measured.
    for (const server of servers) await round([server], 2);
    const rounds: { readonly single: Round; readonly shares: Round; readonly both: Round }[] = [];
    for (let turn = 0; turn < ROUNDS; turn += 1)
      rounds.push({
        single: await round([alone], SECONDS),
        shares: await round([one], SECONDS),
        both: await round([one, other], SECONDS),
      });
    console.log(`Remembered reads of ${CLIENTS} clients a server: ${QUERY}`);
    for (const [name, pick] of [
      ['one server alone', ({ single }: (typeof rounds)[number]) => single],
      ['one server with Redis', ({ shares }: (typeof rounds)[number]) => shares],
      ['two servers with Redis', ({ both }: (typeof rounds)[number]) => both],
    ] as const) {
      const all = rounds.map(pick);
      const rate = median(all.map(({ queries, seconds }) => queries / seconds));
      const cpu = median(all.map(({ serverMs, queries }) => serverMs / queries));
      const load = median(all.map(({ loadMs, serverMs }) => loadMs / (loadMs + serverMs)));
      const cores = median(all.map(({ serverMs, seconds }) => serverMs / seconds / 1000));
      console.log(
        `  ${name.padEnd(24)} ${rate.toFixed(0).padStart(6)}/s   ${cpu.toFixed(2)} ms CPU a query   ${cores.toFixed(2)} cores   load generator: ${(100 * load).toFixed(0)} % of the CPU time`,
      );
    }
    const ratios = rounds.map(
      ({ single, both }) => both.queries / both.seconds / (single.queries / single.seconds),
    );
    const perCore = rounds.map(
      ({ single, both }) => (2 * (single.serverMs / single.queries)) / (both.serverMs / both.queries),
    );
    console.log(
      `  two servers to one: ${median(ratios).toFixed(2)} ×; by CPU time, with a core each: ${median(perCore).toFixed(2)} ×\n`,
    );
  } finally {
    for (const { child } of servers) child.kill();
    redis.kill();
    await simulator.close();
  }
}

interface Server {
  readonly child: ChildProcess;
  readonly url: URL;
}

async function started(args: readonly string[]): Promise<Server> {
  const child = fork(new URL('replicasProcess.ts', import.meta.url), args, {
    env: { ...process.env, NODE_ENV: 'production' },
  });
  const [message] = await once(child, 'message');
  return { child, url: new URL(z.object({ url: z.string() }).parse(message).url) };
}

async function cpuMs({ child }: Server): Promise<number> {
  const answer = once(child, 'message');
  child.send('cpu');
  const [message] = await answer;
  return z.object({ cpuMs: z.number() }).parse(message).cpuMs;
}

async function round(servers: readonly Server[], seconds: number): Promise<Round> {
  for (const server of servers) await cpuMs(server);
  const before = process.cpuUsage();
  const began = performance.now();
  const until = began + 1000 * seconds;
  const counts = await Promise.all(
    servers.flatMap(({ url }) => Array.from({ length: CLIENTS }, () => client(url, until))),
  );
  const took = (performance.now() - began) / 1000;
  const { user, system } = process.cpuUsage(before);
  const each = await Promise.all(servers.map(cpuMs));
  return {
    queries: counts.reduce((sum, count) => sum + count, 0),
    seconds: took,
    serverMs: each.reduce((sum, ms) => sum + ms, 0),
    loadMs: (user + system) / 1000,
  };
}

const body = JSON.stringify({ query: QUERY });

/** Sends a query on its connection again and again. It only counts bytes, so that it costs little. @returns how many were answered */
async function client({ hostname, port }: URL, until: number): Promise<number> {
  const socket: Socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  const request = `POST /graphql HTTP/1.1\r\nhost: ${hostname}:${port}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
  let answered = 0;
  let left = 0;
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  socket.on('error', reject);
  socket.on('data', (chunk: Buffer) => {
    if (left === 0) {
      const end = chunk.indexOf('\r\n\r\n');
      const head = chunk.toString('latin1', 0, end);
      const length = Number(/content-length: (\d+)/i.exec(head)?.[1]);
      if (!head.startsWith('HTTP/1.1 200') || end < 0 || !(length > 0)) return reject(new Error(head));
      left = length - (chunk.length - end - 4);
    } else left -= chunk.length;
    if (left > 0) return undefined;
    answered += 1;
    if (performance.now() > until) resolve();
    else socket.write(request);
    return undefined;
  });
  socket.write(request);
  await promise;
  socket.destroy();
  return answered;
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
