import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { isFolder } from './answers/index.ts';
import type { FieldOrder } from './answers/addLead.ts';
import { buildCentre, type Centre } from './centre/centre.ts';
import { Faults, type Fault } from './wire/faults.ts';
import { fieldsOf, Form, type Field } from './wire/form.ts';
import { goApi } from './goApi.ts';
import type { StoredLead } from './centre/leads.ts';
import { lmApi } from './lmApi.ts';
import { Login } from './wire/login.ts';
import { NOT_FOUND, type Reply } from './wire/reply.ts';
import { damaged, insteadOfAnswer, send } from './wire/sending.ts';
import { callReports } from './voxo.ts';

export type { Centre } from './centre/centre.ts';
export type { Fault, FaultKind } from './wire/faults.ts';
export type { StoredLead } from './centre/leads.ts';

export interface SimulatorOptions {
  /** 0 = any free port. */
  readonly port?: number;
  readonly host?: string;
  readonly seed?: number;
  /** IANA zone of the times on the wire, which carry no offset. */
  readonly timezone?: string;
  /** Epoch milliseconds. */
  readonly now?: () => number;
  /** The delay of each answer. */
  readonly latencyMs?: number;
  readonly agents?: number;
  /** Outbound calls on an ordinary weekday. */
  readonly callsPerDay?: number;
  readonly addLeadFieldOrder?: FieldOrder;
  /**
   * False = `requests` stays empty, so that a simulator that runs for days does not fill the memory. `counts()` still
   * counts.
   */
  readonly recordsRequests?: boolean;
}

/** A request as it was received. */
export interface RecordedRequest {
  readonly action: string;
  readonly method: string;
  readonly path: string;
  /** The query string without the question mark. */
  readonly query: string;
  /** The fields of the query, then those of the body. */
  readonly fields: readonly Field[];
  readonly at: number;
}

export interface Simulator {
  readonly url: string;
  readonly user: string;
  readonly pass: string;
  readonly voxoToken: string;
  /** In the order of arrival, since the last `clear()`. Empty without `recordsRequests`. */
  readonly requests: readonly RecordedRequest[];
  /** Requests by action since the last `clear()`. */
  counts(): Record<string, number>;
  /** The most requests that were being answered at once since the last `clear()`. */
  readonly mostInFlight: number;
  readonly centre: Centre;
  /** The lead table, including the leads that add_lead inserted. */
  readonly leads: readonly StoredLead[];
  fail(fault: Fault): void;
  /** Forgets requests, counts, mostInFlight and faults. */
  clear(): void;
  /** Closes all connections at once and frees the port. */
  close(): Promise<void>;
}

/** The most actions that are counted. */
const MOST_ACTIONS = 100;

const USER = 'Simulator.Api';
const PASS = 'simulated-pass';
const VOXO_TOKEN = 'simulated-voxo-token';

/** Starts a simulated dialer: an HTTP server with the dialer's wire format in front of a seeded call centre. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const { port = 0, host = '127.0.0.1', seed = 1, timezone = 'UTC', now = Date.now } = options;
  const { latencyMs = 0, agents = 120, callsPerDay = 3000, addLeadFieldOrder: order = 'ancestor' } = options;
  const { recordsRequests = true } = options;
  const centre = buildCentre({ seed, timezone, agents, callsPerDay, now: now() });
  const login = new Login(USER, PASS, now);
  const faults = new Faults();
  let requests: RecordedRequest[] = [];
  const counts = new Map<string, number>();
  let inFlight = 0;
  let mostInFlight = 0;

  const answer = async (request: IncomingMessage, url: URL, form: Form): Promise<Reply> => {
    const folder = /^\/goAPIv2\/([^/]+)\/goAPI\.php$/.exec(url.pathname)?.[1];
    if (folder !== undefined && isFolder(folder)) return goApi(folder, form, { centre, login, now: now() });
    if (url.pathname === '/API/lmapi.php') return lmApi(form, { centre, login, order, now: now() });
    if (url.pathname === '/call-reports' && request.method === 'GET') {
      const authorization = request.headers.authorization ?? '';
      return callReports(form, { centre, authorization, token: VOXO_TOKEN, now: now() });
    }
    return NOT_FOUND;
  };

  const serve = async (
    request: IncomingMessage,
    response: ServerResponse,
    answered: () => void,
  ): Promise<void> => {
    const url = new URL(request.url ?? '/', 'http://dialer');
    const query = fieldsOf(url.search);
    const body = await bodyFields(request);
    const form = new Form(query, body);
    const action =
      url.pathname === '/call-reports' ? 'call-reports' : form.one('goAction') || form.one('function');
    // Clients can send any number of made-up actions.
    if (counts.has(action) || counts.size < MOST_ACTIONS) counts.set(action, (counts.get(action) ?? 0) + 1);
    if (recordsRequests) {
      requests.push({
        action,
        method: request.method ?? '',
        path: url.pathname,
        query: url.search.slice(1),
        fields: [...query, ...body],
        at: now(),
      });
    }
    const fault = faults.take(action, form);
    if (fault?.kind === 'reset') {
      if (fault.delayMs) await pause(fault.delayMs, undefined, { ref: false });
      request.socket.resetAndDestroy();
      return;
    }
    if (fault?.kind === 'slowInsert') await pause(fault.delayMs ?? 1000, undefined, { ref: false });
    const reply = insteadOfAnswer(fault) ?? damaged(await answer(request, url, form), fault);
    if (fault?.kind === 'resetAfter') {
      request.socket.resetAndDestroy();
      return;
    }
    // The action is done before the delay: a client that stops waiting does not undo it.
    const wait = latencyMs + delayOf(fault);
    if (wait > 0) await pause(wait, undefined, { ref: false });
    if (fault?.kind !== 'loseAnswer' && fault?.kind !== 'halfBody') answered();
    send(request, response, reply, fault);
  };

  const server = createServer((request, response) => {
    inFlight += 1;
    mostInFlight = Math.max(mostInFlight, inFlight);
    let open = true;
    // Decreased before the answer is sent: the client's next request may arrive before node emits 'close'.
    const answered = () => {
      if (open) inFlight -= 1;
      open = false;
    };
    response.on('close', answered);
    serve(request, response, answered).catch((error: unknown) => {
      // A client that left is no error. Any other error is the simulator's own, and is answered like a PHP error.
      if (request.socket.destroyed) return;
      process.stderr.write(`simulator: ${error instanceof Error ? error.stack : String(error)}\n`);
      if (response.headersSent) request.socket.destroy();
      else response.writeHead(500, { 'content-type': 'text/html; charset=UTF-8' }).end();
    });
  });
  // Clients reuse connections for longer than node's default of 5 s. A connection closed in use would look like a
  // fault.
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const address = server.address();
  const listening = typeof address === 'object' && address !== null ? address.port : port;

  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${listening}`,
    user: USER,
    pass: PASS,
    voxoToken: VOXO_TOKEN,
    centre,
    get requests() {
      return requests;
    },
    get mostInFlight() {
      return mostInFlight;
    },
    get leads() {
      return centre.leads.rows;
    },
    counts: () => Object.fromEntries(counts),
    fail: (fault) => faults.add(fault),
    clear: () => {
      requests = [];
      counts.clear();
      mostInFlight = inFlight;
      faults.clear();
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** The delay of an answer after its action is done, in milliseconds. */
function delayOf(fault: Fault | undefined): number {
  if (fault?.kind === 'slowInsert') return 0;
  return fault?.delayMs ?? (fault?.kind === 'delay' ? 1000 : 0);
}

/** The body's fields. A body of another type, such as JSON, has none. */
async function bodyFields(request: IncomingMessage): Promise<readonly Field[]> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
  const isForm = (request.headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded');
  return isForm ? fieldsOf(Buffer.concat(chunks).toString('utf8')) : [];
}
