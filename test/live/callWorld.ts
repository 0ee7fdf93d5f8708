/** A dialer whose calls of the day come and change while subscribers listen, and a clock that the test sets. */
import { onTestFinished } from 'vitest';
import { z } from 'zod';
import type { ServerOptions } from '../../src/server/server.ts';
import { startApi, type Api, type Settings } from '../support/api.ts';
import { cdrAnswer, DAY, startCallDialer, ZONE, type Kind, type PlainCall } from '../support/callDay.ts';
import { subscribe, type EventStream, type StreamEvent } from '../support/eventStream.ts';
import type { Content, ScriptedServer } from '../support/scriptedServer.ts';

/** A short interval: what is tested does not depend on it. */
export const INTERVAL_MS = 10;

/** What a dialer makes of its answer to one list. */
export type Tamper = (answer: object, kind: Kind, fields: URLSearchParams) => Content | Promise<Content>;

export interface CallWorld {
  readonly api: Api;
  readonly dialer: ScriptedServer;
  /** The calls that the dialer has. */
  calls: readonly PlainCall[];
  /** The clock of the server, in the dialer's zone: `2026-05-12 14:03:00`. */
  at: string;
  /** Changes what the dialer answers. */
  tamper: Tamper;
  /** Waits until polls that began after this have been taken. */
  polled(polls?: number): Promise<void>;
  /** Subscribes to calls, and waits until it is polled for. @param args the field's arguments, `(filter: …)` */
  listen(args?: string, headers?: Record<string, string>): Promise<EventStream>;
}

const asIs: Tamper = (answer) => answer;

export async function callWorld(
  calls: readonly PlainCall[] = [],
  { settings = {}, ...options }: ServerOptions & { readonly settings?: Settings } = {},
): Promise<CallWorld> {
  const dialer = await startCallDialer([], onTestFinished);
  const begun = new Set<() => void>();
  for (const kind of ['outbound', 'inbound'] as const)
    dialer.answer(`${kind}_cdr`, (fields) => {
      if (kind === 'outbound' && fields.get('fromDate') === world.at.slice(0, 10))
        for (const look of begun) look();
      return world.tamper(cdrAnswer(world.calls, kind, fields), kind, fields);
    });
  const api = await startApi({ DIALER_TIMEZONE: ZONE, LOG_LEVEL: 'warn', ...settings }, dialer, {
    callsIntervalMs: INTERVAL_MS,
    callsShare: 1,
    liveClock: () =>
      new Date(
        Temporal.PlainDateTime.from(world.at.replace(' ', 'T')).toZonedDateTime(ZONE).epochMilliseconds,
      ),
    ...options,
  });
  const world: CallWorld = {
    api,
    dialer,
    calls,
    at: `${DAY} 14:00:00`,
    tamper: asIs,
    polled: (polls = 1) =>
      new Promise((resolve) => {
        let left = polls + 1;
        const look = (): void => {
          left -= 1;
          if (left > 0) return;
          begun.delete(look);
          resolve();
        };
        begun.add(look);
      }),
    listen: async (args = '', headers = {}) => {
      const stream = await subscribe(api.url, `subscription { callCompleted${args} { ${FIELDS} } }`, {
        headers,
      });
      await world.polled();
      return stream;
    },
  };
  return world;
}

export const FIELDS = `id direction startedAt disposition contactNumber vendorLeadCode agentUsername campaignName
  portfolio { code } terminationReason queueSeconds leadId ... on InboundCall { durationSeconds uniqueId }`;

const call = z.looseObject({
  id: z.string(),
  startedAt: z.string(),
  disposition: z.string().nullable(),
  contactNumber: z.string().nullable(),
});

export type HeardCall = z.output<typeof call>;

/** The calls of events. @throws Error if one has errors */
export const heard = (events: readonly StreamEvent[]): HeardCall[] =>
  events.map(({ data, errors }) => {
    if (errors.length > 0) throw new Error(JSON.stringify(errors));
    return z.object({ callCompleted: call }).parse(data).callCompleted;
  });

/** The contact number and the disposition of each event: `3125550101 SALE`. */
export const told = ({ events }: EventStream): string[] =>
  heard(events).map(({ contactNumber, disposition }) => `${contactNumber} ${disposition}`);

/** All calls of a day as the query gives them, past no cache: the server remembers only what was polled. */
export async function queried({ api }: CallWorld, day = DAY): Promise<HeardCall[]> {
  const { calls } = await api.read(
    z.object({ calls: z.object({ nodes: z.array(call) }) }),
    `{ calls(period: { from: "${day}", to: "${day}" }, first: 1000) { nodes { ${FIELDS} } } }`,
  );
  return calls.nodes;
}
