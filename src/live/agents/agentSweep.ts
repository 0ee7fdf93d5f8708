import { isDeepStrictEqual } from 'node:util';
import type { LiveStatus } from '../../loaders/liveHistory.ts';
import { getLiveAgentInfo } from '../../upstream/dialer/users.ts';
import { normalizeKey } from '../../upstream/wire/normalizeKey.ts';
import { startAgentLists } from './agentLists.ts';
import { LoggedIn } from './loggedIn.ts';
import { Speed } from './speed.ts';
import { OLDEST_STATE_MS, type SweepLoad, type SweepTerms } from './sweepPlan.ts';
import type { Answer } from '../../upstream/client/answer.ts';
import type { ModelOf } from '../../upstream/endpoint.ts';
import type { SweepListener, SweepMember } from './sweepMember.ts';
import { SweepRun, TOPIC, type AgentSweepOptions, type Watched } from './sweepRun.ts';
import { OthersAgents } from './othersAgents.ts';

/** How old a status may be that a new listener gets although a newer one is known, in milliseconds: see `known`. */
const SHOWN_FOR_MS = 10_000;

type LiveInfoAnswer = Answer<ModelOf<typeof getLiveAgentInfo>>;

/**
 * The live statuses of all agents that somebody watches. The dialer is asked for one agent at a time, with few calls at
 * once: agents who are logged in once an interval, or as often as these calls allow; the others once a minute. Without
 * members no call is made.
 */
export class AgentSweep {
  readonly loggedIn = new LoggedIn();
  readonly speed: Speed;
  readonly #options: AgentSweepOptions;
  readonly #members = new Set<SweepListener>();
  readonly #watched = new Map<string, Watched>();
  #run: SweepRun | undefined;
  #stopLists: (() => void) | undefined;
  #others: OthersAgents | undefined;

  constructor(options: AgentSweepOptions) {
    this.#options = options;
    this.speed = new Speed(options.slots);
  }

  get isRunning(): boolean {
    return this.#run !== undefined;
  }

  /** True if it runs, and this server is the one that polls. */
  get isPolling(): boolean {
    return this.#run?.right.isHeld === true;
  }

  /** Adds a member. The first one starts the sweep, and the last one that leaves stops it. */
  join(listener: SweepListener): SweepMember {
    this.#members.add(listener);
    if (!this.#run) this.#start();
    return {
      watch: (username) => this.#watch(username, listener),
      unwatch: (name) => this.#unwatch(name, listener),
      leave: () => {
        this.#members.delete(listener);
        for (const name of this.#watched.keys()) this.#unwatch(name, listener);
        if (this.#members.size === 0) this.#stop();
      },
    };
  }

  /**
   * The status of an agent; undefined if it is not known, or nobody watches the agent. While nothing changes, it is the
   * same object for some seconds, so that many new listeners get the same event.
   *
   * @param name a normalised username
   */
  known(name: string): LiveStatus | undefined {
    const watched = this.#watched.get(name);
    if (!watched?.latest || !watched.shown) return undefined;
    const { latest, shown } = watched;
    if (latest.observedAt.getTime() - shown.observedAt.getTime() > SHOWN_FOR_MS) watched.shown = latest;
    return watched.shown;
  }

  /** What the sweep may do, at the speed measured so far. */
  get terms(): SweepTerms {
    const { intervalMs, restMs } = this.#options;
    return { intervalMs, restMs, mostCallsPerMinute: this.speed.callsPerMinute };
  }

  /** The normalised usernames of the agents that somebody watches. */
  get names(): ReadonlySet<string> {
    return new Set(this.#watched.keys());
  }

  /**
   * How often agents would be asked.
   *
   * @param names normalised usernames, whether watched or not
   * @param isLoggedIn tells it of an agent that nobody watches. By default, everyone counts as logged in until today's
   *   figures are known
   */
  loadOf(
    names: ReadonlySet<string>,
    isLoggedIn: (name: string) => boolean = (name) => !this.loggedIn.isKnown || this.loggedIn.has(name),
  ): SweepLoad {
    const isBusy = (name: string): boolean => {
      const watched = this.#watched.get(name);
      return watched ? this.#isBusy(watched) : isLoggedIn(name);
    };
    const loggedIn = [...names].filter(isBusy).length;
    return { loggedIn, others: names.size - loggedIn };
  }

  #start(): void {
    const run = new SweepRun(this.#options, () => this.#pump());
    this.#run = run;
    const { call, refresh, follow, shared, intervalMs, restMs, mostPauseMs } = this.#options;
    this.#others = new OthersAgents(shared, TOPIC, {
      own: () => ({
        names: this.#ownNames(),
        callsPerMinute: this.#run?.right.isHeld ? this.speed.measured : null,
      }),
      watch: (username, listener) => this.#watch(username, listener),
      unwatch: (name, listener) => this.#unwatch(name, listener),
      onSpeed: (speed) => this.speed.learn(speed),
    });
    this.#stopLists = startAgentLists({
      call,
      refresh,
      follow,
      right: run.right,
      pace: { intervalMs: restMs, retryMs: intervalMs, mostShare: 1 / 2, mostPauseMs },
      onLogins: (names) => this.#learn(names),
      onUsers: () => {
        for (const member of this.#members) member.onLists();
      },
    });
  }

  #stop(): void {
    const run = this.#run;
    this.#run = undefined;
    if (run) {
      clearTimeout(run.timer);
      run.controller.abort();
      run.right.leave();
    }
    this.#stopLists?.();
    this.#options.history.unfollow();
    this.#others?.leave();
    this.#others = undefined;
    for (const { stopFollowing } of this.#watched.values()) stopFollowing();
    this.#watched.clear();
    this.loggedIn.clear();
  }

  #learn(figures: ReadonlySet<string>): void {
    const live = [...this.#watched.values()].filter(({ latest }) => isLive(latest));
    this.loggedIn.learn(
      figures,
      live.map(({ name }) => name),
    );
    for (const watched of this.#watched.values())
      this.#run?.rounds.move(watched, this.#isBusy(watched), performance.now());
    this.#pump();
    for (const member of this.#members) member.onLogins();
  }

  #watch(username: string, listener: SweepListener): void {
    const name = normalizeKey(username);
    if (this.#members.has(listener)) this.#others?.changed();
    const watched = this.#watched.get(name);
    if (watched) {
      watched.watchers.add(listener);
      return;
    }
    const { follow } = this.#options;
    const added: Watched = {
      name,
      username,
      watchers: new Set([listener]),
      latest: undefined,
      shown: undefined,
      stopFollowing: follow(getLiveAgentInfo, { username }, (answer) => this.#followed(added, answer)),
    };
    this.#watched.set(name, added);
    this.#run?.rounds.addNew(added);
    this.#pump();
  }

  #unwatch(name: string, listener: SweepListener): void {
    const watched = this.#watched.get(name);
    if (!watched?.watchers.delete(listener)) return;
    if (this.#members.has(listener)) this.#others?.changed();
    if (watched.watchers.size > 0) return;
    watched.stopFollowing();
    this.#watched.delete(name);
    this.#run?.rounds.delete(watched);
  }

  /** Starts the calls that are due, and comes back when the next one is. */
  #pump(): void {
    const run = this.#run;
    if (!run?.right.isHeld) return;
    clearTimeout(run.timer);
    while (run.inFlight < this.#options.slots) {
      const now = performance.now();
      const next = run.restUntil <= now ? run.rounds.take(now) : undefined;
      if (!next) {
        const waitMs = Math.max(run.restUntil, run.rounds.dueAt) - now;
        if (waitMs < Infinity) run.timer = setTimeout(() => this.#pump(), Math.max(1, waitMs)).unref();
        return;
      }
      void this.#ask(run, next.item).finally(() => {
        next.end();
        if (this.#watched.get(next.item.name) === next.item) this.#queue(run, next.item);
        if (this.#run === run) this.#pump();
      });
    }
  }

  async #ask(run: SweepRun, watched: Watched): Promise<void> {
    const { refresh } = this.#options;
    const { signal } = run.controller;
    const startedAt = performance.now();
    run.inFlight += 1;
    try {
      const { username } = watched;
      const answer = await refresh(getLiveAgentInfo, { username }, signal);
      if (signal.aborted) return;
      run.failed.end();
      this.speed.note(performance.now() - startedAt);
      this.#take(watched, answer);
    } catch (error) {
      if (signal.aborted) return;
      const pauseMs = run.failed.pauseAfter(error, { startedAt, gapMs: run.rounds.gapMs });
      run.restUntil = Math.max(run.restUntil, performance.now() + pauseMs);
    } finally {
      run.inFlight -= 1;
    }
  }

  /** Takes an answer that the server that polls has got. If this server takes over, the agent is asked in its turn. */
  #followed(watched: Watched, answer: LiveInfoAnswer): void {
    const run = this.#run;
    if (!run || run.right.isHeld || this.#watched.get(watched.name) !== watched) return;
    this.#take(watched, answer);
    this.#queue(run, watched);
  }

  /** Takes an answer about an agent, for members and for queries. */
  #take(watched: Watched, { model, answeredAt, gaps }: LiveInfoAnswer): void {
    const { history, restMs } = this.#options;
    const { username } = watched;
    const status = history.statusOf(username, model, answeredAt);
    this.#note(watched, status);
    const forMs = OLDEST_STATE_MS + (this.#isBusy(watched) ? 0 : restMs);
    history.follow(username, { status: model && status, gaps }, forMs);
  }

  /** Puts an agent who was asked at the end of a round. */
  #queue({ rounds }: SweepRun, watched: Watched): void {
    rounds.delete(watched);
    rounds.add(watched, this.#isBusy(watched), performance.now());
  }

  /** The usernames of the agents that this server watches for its own members. */
  #ownNames(): readonly string[] {
    const isOwn = ({ watchers }: Watched): boolean => [...watchers].some((one) => this.#members.has(one));
    return [...this.#watched.values()].filter(isOwn).map(({ username }) => username);
  }

  #note(watched: Watched, status: LiveStatus): void {
    const before = watched.latest;
    watched.latest = status;
    if (before && isSame(before, status)) return;
    watched.shown = status;
    const sighting = { name: watched.name, status, previousState: before?.state ?? null };
    for (const watcher of watched.watchers) watcher.onStatus(sighting);
    if (!isLive(status) || !this.loggedIn.see(watched.name)) return;
    for (const member of this.#members) member.onLogins();
  }

  /** An agent who has not answered yet is asked at the full rate, too. */
  #isBusy({ name, latest }: Watched): boolean {
    return latest === undefined || isLive(latest) || this.loggedIn.has(name);
  }
}

const isLive = (status: LiveStatus | undefined): boolean =>
  status !== undefined && status.state !== 'OFFLINE';

/** True if two statuses differ at most in when they were observed. */
const isSame = (one: LiveStatus, other: LiveStatus): boolean =>
  isDeepStrictEqual({ ...one, observedAt: null }, { ...other, observedAt: null });
