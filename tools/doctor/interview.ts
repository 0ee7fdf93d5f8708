import { goGetCustomerInfo } from '../../src/upstream/dialer/agent.ts';
import { goGetAllCalltimes, goGetCalltimeInfo } from '../../src/upstream/dialer/callTimes.ts';
import { agent_cdr } from '../../src/upstream/dialer/agentCalls.ts';
import { inbound_cdr, outbound_cdr } from '../../src/upstream/dialer/calls.ts';
import { getCampaignInfo, getLeadsOnHopper, goGetAllCampaigns } from '../../src/upstream/dialer/campaigns.ts';
import { agentTimeUsage, getAgentStatus, goGetTotalAgentsCall } from '../../src/upstream/dialer/dashboard.ts';
import { getAllPortfolios, getAllProfiles } from '../../src/upstream/dialer/portfolios.ts';
import {
  agent_calls_report,
  agent_summary_stats,
  exportAgentReport,
} from '../../src/upstream/dialer/report/agentReports.ts';
import { inbound_summary_stats } from '../../src/upstream/dialer/report/inboundReport.ts';
import { exportPauseReport } from '../../src/upstream/dialer/report/pauseReport.ts';
import { getLiveAgentInfo, getUserInfo, goGetAllUsers } from '../../src/upstream/dialer/users.ts';
import type { Endpoint } from '../../src/upstream/endpoint.ts';
import { driftCheck } from './drift.ts';
import { DIALER, failureOf } from './failures.ts';
import { ok, skipped, type Check } from './report.ts';
import type { Called, WatchedClient } from './watchedClient.ts';
import type { TimeSamples } from './clock.ts';

/** After this many consecutive calls without an answer, no further call is made. */
const MOST_UNANSWERED = 3;

export interface InterviewOptions {
  readonly client: Pick<WatchedClient, 'call'>;
  /** Called before each call with its action, and with each check. */
  readonly onStart: (name: string) => void;
  readonly onCheck: (check: Check) => void;
  /** The day before today, and today, in the configured zone: `2026-11-27`. */
  readonly days: { readonly from: string; readonly to: string };
  /** The naive local time 24 hours ago. */
  readonly since: string;
  /** No call begins later than this after the first, in milliseconds. */
  readonly mostMs: number;
}

/** What the answers say, as far as other checks need it. */
export interface Interview extends TimeSamples {
  /** The time of each call that was answered, in milliseconds. */
  readonly milliseconds: readonly number[];
  /** Calls without an answer in time. */
  readonly timeouts: number;
  /** The numbers of the contacts of the last 24 hours' calls. */
  readonly contactNumbers: ReadonlySet<string>;
}

/** Calls each read action of the dialer once, one after the other, and compares the answer with its record. */
export class Interviewer {
  readonly #options: InterviewOptions;
  readonly #startedAt = performance.now();
  readonly #milliseconds: number[] = [];
  readonly #ahead: number[] = [];
  #timeouts = 0;
  #unanswered = 0;

  constructor(options: InterviewOptions) {
    this.#options = options;
  }

  /** @returns false if no further call makes sense: the login is refused, or the dialer does not answer */
  async logIn(): Promise<boolean> {
    const { client, onStart, onCheck } = this.#options;
    onStart('dialer login');
    // A single action may be broken, so two are tried.
    const tries: readonly (() => Promise<Called<unknown>>)[] = [
      () => client.call(goGetTotalAgentsCall, {}),
      () => client.call(getAgentStatus, {}),
    ];
    for (const [index, call] of tries.entries()) {
      const called = await call();
      this.#note(called);
      if (called.error === undefined) break;
      const failure = failureOf('dialer answer', called, DIALER);
      if (failure.kind === 'action') break;
      if (failure.kind !== 'login' && index === 0) continue;
      onCheck(failure.kind === 'login' ? { ...failure.check, name: 'dialer login' } : failure.check);
      return false;
    }
    onCheck(ok('dialer login', 'The dialer accepts the account.'));
    return true;
  }

  async all(): Promise<Interview> {
    const { days, since } = this.#options;
    const inCall = await this.#ask(goGetTotalAgentsCall, {});
    await this.#ask(getAgentStatus, {});
    await this.#ask(getAllPortfolios, {});
    await this.#ask(getAllProfiles, {});
    const users = await this.#ask(goGetAllUsers, { inactive: false });
    const campaigns = await this.#ask(goGetAllCampaigns, {});
    const callTimes = await this.#ask(goGetAllCalltimes, {});
    await this.#ask(agentTimeUsage, {});
    const day = await this.#ask(agent_summary_stats, {});
    // Without a period, a report covers the last 24 hours by the dialer's own clock.
    const outbound = await this.#ask(outbound_cdr, {});
    const inbound = await this.#ask(inbound_cdr, {});
    const agentCalls = await this.#ask(agent_cdr, {});
    const activity = await this.#ask(exportAgentReport, {});
    await this.#ask(agent_calls_report, {});
    await this.#ask(exportPauseReport, days);
    await this.#ask(inbound_summary_stats, {});
    const username =
      agentCalls?.rows.find((row) => row.agentUsername !== null)?.agentUsername ??
      users?.users.rows[0]?.username;
    await this.#lookUp(getUserInfo, username === undefined ? undefined : { username }, 'user');
    await this.#lookUp(getLiveAgentInfo, username === undefined ? undefined : { username }, 'user');
    const campaign = campaigns?.rows.find(({ active }) => active === true) ?? campaigns?.rows[0];
    const ofCampaign = campaign && { campaignId: campaign.campaignId };
    await this.#lookUp(getCampaignInfo, ofCampaign, 'campaign');
    const hopper = await this.#lookUp(getLeadsOnHopper, ofCampaign, 'campaign');
    const callTimeId = callTimes?.rows[0]?.callTimeId;
    await this.#lookUp(goGetCalltimeInfo, callTimeId === undefined ? undefined : { callTimeId }, 'call time');
    const leadId =
      hopper?.rows[0]?.leadId ??
      outbound?.calls.rows.find((row) => row.leadId !== null)?.leadId ??
      agentCalls?.rows.find((row) => row.leadId !== null)?.leadId;
    await this.#lookUp(goGetCustomerInfo, typeof leadId === 'string' ? { leadId } : undefined, 'lead');

    const calls = [...(outbound?.calls.rows ?? []), ...(inbound?.rows ?? [])];
    return {
      milliseconds: this.#milliseconds,
      timeouts: this.#timeouts,
      aheadMs: this.#ahead,
      agentsInCall: inCall ?? null,
      starts: calls.map(({ startedAt }) => startedAt),
      otherTimes: [
        ...(agentCalls?.rows.map(({ startedAt }) => startedAt) ?? []),
        ...(activity?.agents.rows.map(({ lastActivityAt }) => lastActivityAt) ?? []),
      ].filter((time) => time !== null),
      callsWithId: (inbound?.rows ?? []).flatMap(({ startedAt, uniqueId }) =>
        uniqueId === null ? [] : [{ startedAt, uniqueId }],
      ),
      today: day?.dates.from?.slice(0, 10) ?? null,
      contactNumbers: new Set(
        calls
          .filter(({ startedAt }) => startedAt >= since)
          .flatMap(({ contactNumber }) => (contactNumber === null ? [] : [contactNumber])),
      ),
    };
  }

  async #lookUp<Input, Model>(
    endpoint: Endpoint<string, Input, Model>,
    input: Input | undefined,
    what: string,
  ): Promise<Model | undefined> {
    if (input !== undefined) return this.#ask(endpoint, input);
    this.#options.onCheck(skipped(endpoint.name, `Not called, because no ${what} is known to look up.`));
    return undefined;
  }

  async #ask<Input, Model>(
    endpoint: Endpoint<string, Input, Model>,
    input: Input,
  ): Promise<Model | undefined> {
    const { client, onStart, onCheck, mostMs } = this.#options;
    const { name } = endpoint;
    const why =
      this.#unanswered >= MOST_UNANSWERED
        ? `the ${MOST_UNANSWERED} calls before it were not answered`
        : performance.now() - this.#startedAt > mostMs
          ? 'the calls before it took too long'
          : undefined;
    if (why !== undefined) {
      onCheck(skipped(name, `Not called, because ${why}.`));
      return undefined;
    }
    onStart(name);
    const called = await client.call(endpoint, input);
    this.#note(called);
    const { answer, seen } = called;
    if (answer === undefined) {
      const failure = failureOf(name, called, DIALER);
      this.#unanswered = failure.kind === 'down' ? this.#unanswered + 1 : 0;
      onCheck(failure.check);
      return undefined;
    }
    this.#unanswered = 0;
    const { model, gaps } = answer;
    onCheck(driftCheck({ name, parts: endpoint.response.parts, model, gaps, value: seen.value }));
    return model;
  }

  #note({ answer, error, seen, milliseconds }: Called<unknown>): void {
    if (answer !== undefined) this.#milliseconds.push(milliseconds);
    if (error instanceof Error && error.name === 'UpstreamTimeout') this.#timeouts += 1;
    if (seen.aheadMs !== undefined) this.#ahead.push(seen.aheadMs);
  }
}
