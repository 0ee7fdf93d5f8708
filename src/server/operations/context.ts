import { AnswerBudget, type AnswerLimits } from '../../graph/answerBudget.ts';
import { LEAST_WRITTEN_ROWS } from '../../graph/execution/listWriter.ts';
import type { Viewer } from '../../access/viewer.ts';
import type { CallIdSource } from '../../loaders/calls/callIdentity.ts';
import type { CarrierAccount } from '../../loaders/carrier/carrierCalls.ts';
import { createLoaders, type Loaders } from '../../loaders/index.ts';
import type { LiveFloor } from '../../live/liveFloor.ts';
import type { LiveHistory } from '../../loaders/liveHistory.ts';
import type { LeadWriter } from '../../leads/writer.ts';
import { Caller } from '../../upstream/client/caller.ts';
import type { UpstreamClient } from '../../upstream/client/client.ts';
import { LaterTurns } from '../../upstream/promises/turn.ts';
import type { PhoneNumbers } from '../../upstream/wire/phoneNumber.ts';
import type { Zone } from '../../upstream/wire/zone.ts';
import { portfolioFilterOf, type PortfolioLog } from '../auth/portfolioFilterOf.ts';
import { COST_HEADER, type CostedContext } from '../limits/dialerCost.ts';
import type { LeadLookups } from '../limits/leadLookups.ts';
import type { Operation } from './operation.ts';
import type { RequestHeaders } from './requestHeaders.ts';

/** What a context is made of. */
export interface ContextFacts {
  readonly headers: RequestHeaders;
  readonly method: string;
  readonly viewer: Viewer;
  readonly operation: Operation;
  /** Aborted when nobody waits for the result any more. */
  readonly signal: AbortSignal;
}

/** What all contexts share. */
export interface ContextOptions extends PortfolioLog {
  readonly client: UpstreamClient;
  readonly history: LiveHistory;
  readonly callIds: CallIdSource;
  readonly carrier: CarrierAccount | null;
  readonly zone: Zone;
  readonly phoneNumbers: PhoneNumbers;
  readonly maxPeriodDays: number;
  readonly maxCallsPerOperation: number;
  readonly leads: LeadWriter;
  readonly lookups: LeadLookups;
  readonly live: LiveFloor;
  readonly answerLimits?: AnswerLimits | undefined;
  readonly leastWrittenRows?: number | undefined;
}

/** Makes the contexts of operations. */
export function contextMaker({
  client,
  history,
  callIds,
  carrier,
  zone,
  phoneNumbers,
  maxPeriodDays,
  maxCallsPerOperation,
  leads,
  lookups,
  live,
  answerLimits,
  leastWrittenRows = LEAST_WRITTEN_ROWS,
  ...portfolioLog
}: ContextOptions): (facts: ContextFacts) => CostedContext {
  return ({ headers, method, viewer, signal, operation }: ContextFacts): CostedContext => {
    const laterTurns = new LaterTurns();
    const callerFor = (until: AbortSignal): Caller =>
      new Caller(until, maxCallsPerOperation, viewer.name, operation.identity);
    const loadersFor = (own: Caller): Loaders =>
      createLoaders({
        client,
        history,
        caller: own,
        portfolioFilter: portfolioFilterOf(viewer, own, portfolioLog),
        callIds,
        carrier,
        zone,
        phoneNumbers,
        laterTurns,
      });
    const caller = callerFor(signal);
    // A result of the fast path that Yoga makes into an answer has a second context. The first made the calls.
    operation.caller ??= caller;
    return {
      loaders: loadersFor(caller),
      loadersAnew: (until) => loadersFor(callerFor(until)),
      live,
      caller,
      laterTurns,
      budget: new AnswerBudget(answerLimits),
      leastWrittenRows,
      now: new Date(),
      method,
      costHeader: headers.get(COST_HEADER),
      zone,
      phoneNumbers,
      carrier,
      maxPeriodDays,
      leads,
      lookups: lookups.ofOperation(),
      viewer,
    };
  };
}
