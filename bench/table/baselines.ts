/**
 * The servers that this one is compared with, each in a process of its own:
 * `node bench/table/baselines.ts http|pick|yoga|proxy DIALER_URL USER PASS [USERNAMES]`.
 */
import SchemaBuilder from '@pothos/core';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createYoga } from 'graphql-yoga';
import { Pool } from 'undici';
import { z } from 'zod';
import { reportTo } from './figures.ts';
import { AGENTS, FIELDS, pickedCalls } from './loads.ts';

const [kind = '', dialerUrl = '', user = '', pass = '', names = '[]'] = process.argv.slice(2);
const pool = new Pool(dialerUrl, { connections: 8 });

/**
 * One call to the dialer, as a proxy makes it: over a kept connection, without a stream for the body. `Pool.request` takes
 * half as much again.
 */
const call = (action: string, folder: string, fields: Record<string, string> = {}): Promise<unknown> =>
  new Promise((resolve, reject) => {
    const form = new URLSearchParams({
      goUser: user,
      goPass: pass,
      goAction: action,
      responsetype: 'json',
      ...fields,
    });
    const chunks: Buffer[] = [];
    pool.dispatch(
      {
        method: 'POST',
        path: `/goAPIv2/${folder}/goAPI.php`,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: form.toString(),
      },
      {
        onRequestStart: () => undefined,
        onResponseStart: () => undefined,
        onResponseData: (_, chunk) => void chunks.push(chunk),
        onResponseEnd: () => {
          try {
            resolve(JSON.parse(Buffer.concat(chunks).toString()));
          } catch (error) {
            reject(error);
          }
        },
        onResponseError: (_, error) => reject(error),
      },
    );
  });

const bodyOf = async (request: IncomingMessage): Promise<unknown> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
  return JSON.parse(Buffer.concat(chunks).toString());
};

const send = (response: ServerResponse, body: string): void => {
  response
    .writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) })
    .end(body);
};

const COUNTS = { live: 80, ready: 20, inCall: 40, paused: 20 };

/** Reads the request and sends an answer that is there already: what HTTP alone takes. */
const http = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
  await bodyOf(request);
  send(response, JSON.stringify({ data: { dashboard: { agentCounts: COUNTS } } }));
};

/** Fetches the day, picks the fields and sends them. */
const pick = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
  await bodyOf(request);
  send(response, JSON.stringify({ data: pickedCalls(await call('outbound_cdr', 'goReports')) }));
};

/** Makes a call for each agent, and sends what came. */
const proxy = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
  await bodyOf(request);
  const users = z.array(z.string()).parse(JSON.parse(names));
  const infos = await Promise.all(users.map((name) => call('getUserInfo', 'goUsers', { user: name })));
  send(response, JSON.stringify({ data: infos }));
};

/** Untuned Yoga and Pothos, with everything in memory. */
function untuned() {
  const builder = new SchemaBuilder<object>({});
  const counts = builder.objectRef<typeof COUNTS>('AgentCounts').implement({
    fields: (t) => ({
      live: t.exposeInt('live'),
      ready: t.exposeInt('ready'),
      inCall: t.exposeInt('inCall'),
      paused: t.exposeInt('paused'),
    }),
  });
  const dashboard = builder.objectRef<object>('Dashboard').implement({
    fields: (t) => ({ agentCounts: t.field({ type: counts, resolve: async () => COUNTS }) }),
  });
  const account = builder.objectRef<{ readonly name: string }>('Account').implement({
    fields: (t) => ({
      fullName: t.exposeString('name'),
      email: t.exposeString('name'),
      userGroup: t.exposeString('name'),
      userLevel: t.int({ resolve: () => 1 }),
    }),
  });
  const agent = builder.objectRef<{ readonly name: string }>('Agent').implement({
    fields: (t) => ({
      username: t.exposeString('name'),
      account: t.field({ type: account, resolve: async (parent) => parent }),
    }),
  });
  const row = builder.objectRef<Readonly<Record<string, string>>>('Call').implement({
    fields: (t) =>
      Object.fromEntries(FIELDS.map((name) => [name, t.string({ resolve: (parent) => parent[name] ?? '' })])),
  });
  const agents = Array.from({ length: AGENTS }, (_, index) => ({ name: `agent.${index}` }));
  const calls = Array.from({ length: 10_000 }, (_, index) =>
    Object.fromEntries(FIELDS.map((name) => [name, `${name} ${index}`])),
  );
  builder.queryType({
    fields: (t) => ({
      dashboard: t.field({ type: dashboard, resolve: () => ({}) }),
      agents: t.field({ type: [agent], resolve: () => agents }),
      calls: t.field({ type: [row], resolve: () => calls }),
    }),
  });
  return createYoga({ schema: builder.toSchema(), logging: false });
}

/** The handler of a kind. */
function handlerOf(name: string): (request: IncomingMessage, response: ServerResponse) => unknown {
  if (name === 'yoga') return untuned();
  const handler = { http, pick, proxy }[name];
  if (!handler) throw new Error(`There is no baseline ${name}.`);
  return handler;
}

const handle = handlerOf(kind);
const server = createServer((request, response) => void handle(request, response));
server.listen(0, '127.0.0.1', () => {
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server listens on no port.');
  reportTo(`http://127.0.0.1:${address.port}`);
});
