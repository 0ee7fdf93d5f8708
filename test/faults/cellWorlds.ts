/** The worlds of cells: each is a server, and a dialer behind it. A start takes longer than all that a cell asks. */
import { A_MONTH_MS, ForwardedClock } from '../support/clock.ts';
import { startScriptedServer, type ScriptedServer } from '../support/scriptedServer.ts';
import { startCellClient, startHealthyDialer, type CellClient, type FaultTarget } from './harness.ts';
import type { NetworkPath, OpenNetworkPath } from './networkPaths.ts';
import type { Subject } from './subjects.ts';

export interface CellWorld {
  readonly target: FaultTarget;
  readonly dialer: ScriptedServer;
  /** A host that must never be spoken to. */
  readonly elsewhere: ScriptedServer;
  readonly networkPath: NetworkPath | undefined;
  /** The dialer's, or the network path's. */
  readonly url: URL;
  readonly client: CellClient;
  /** How many calls were retried at most. */
  retried: number;
}

/** So many of ten retries may be spent. A cell needs some for its own calls. */
const MOST_RETRIED = 4;

/**
 * Lends worlds to cells, one cell at a time. A world is lent again in a later round only: a month has passed by then
 * for all that servers remember, and the cell before has seen the dialer well again.
 */
export class CellWorlds {
  readonly #rested = new Map<string, CellWorld[]>();
  readonly #used: CellWorld[] = [];
  readonly #clock = new ForwardedClock();

  /** Begins a round. No cell may be running. */
  nextRound(): void {
    this.#clock.pass(A_MONTH_MS);
    for (const world of this.#used.splice(0)) {
      const { subject, deadlineMs } = world.target;
      const key = keyOf(subject, deadlineMs);
      this.#rested.set(key, [...(this.#rested.get(key) ?? []), world]);
    }
  }

  /** A world without traces of other cells, whose login is accepted. That of a network path is always a new one. */
  async take(subject: Subject, deadlineMs: number, openPath?: OpenNetworkPath): Promise<CellWorld> {
    const rested = openPath ? undefined : this.#rested.get(keyOf(subject, deadlineMs))?.pop();
    const world = rested ?? (await startWorld(subject, deadlineMs, openPath));
    // Until its login was accepted, one call would go alone, and others wait for one that hangs. A network path that is
    // cut keeps its open connections, so there must be none.
    if (!rested && !openPath) await world.client.logIn();
    world.dialer.clear();
    world.elsewhere.clear();
    return world;
  }

  /** @param isClean false if what the cell has seen may last */
  async giveBack(world: CellWorld, isClean: boolean): Promise<void> {
    if (isClean && !world.networkPath && world.retried <= MOST_RETRIED) this.#used.push(world);
    else await close(world);
  }

  /** Closes all worlds, and lets time be as it was. */
  async close(): Promise<void> {
    await Promise.all([...this.#used, ...[...this.#rested.values()].flat()].map(close));
    this.#clock.restore();
  }
}

const keyOf = ({ action }: Subject, deadlineMs: number): string => `${action} ${deadlineMs}`;

async function startWorld(
  subject: Subject,
  deadlineMs: number,
  openPath: OpenNetworkPath | undefined,
): Promise<CellWorld> {
  const dialer = await startHealthyDialer();
  const elsewhere = await startScriptedServer();
  const networkPath = await openPath?.(dialer.url);
  const url = networkPath?.url ?? dialer.url;
  const target: FaultTarget = { subject, dialer, elsewhere: elsewhere.url, deadlineMs };
  const client = await startCellClient(target, url);
  return { target, dialer, elsewhere, networkPath, url, client, retried: 0 };
}

async function close({ client, networkPath, dialer, elsewhere }: CellWorld): Promise<void> {
  await client.close();
  networkPath?.close();
  await Promise.all([dialer.close(), elsewhere.close()]);
}
