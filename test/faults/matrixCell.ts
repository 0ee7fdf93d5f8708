/** One cell of the matrix: one fault, one endpoint. */
import { setTimeout as sleep } from 'node:timers/promises';
import { ENDPOINTS } from '../../src/upstream/endpoints.ts';
import { DIALER_PASS } from '../support/otherDialer.ts';
import { ACCOUNT } from '../upstream/upstreamOf.ts';
import type { CellWorlds } from './cellWorlds.ts';
import { restoreAction, type FaultTarget } from './harness.ts';
import { bodyWith, subjectOf, SUBJECTS, type Subject } from './subjects.ts';
import type { NetworkPath, OpenNetworkPath } from './networkPaths.ts';
import { isNotApplicable, isSurvived, type Expectation } from './expectations.ts';

/** A text in every fault that has text. It must never reach an answer or the log. */
export const CANARY = 'canary-5f1c';
/** Secrets and SQL in a fault's text, as the dialer's own errors have them. */
export const SECRET_TEXT = `${CANARY} ${DIALER_PASS} ${ACCOUNT.pass} SELECT * FROM vicidial_users`;

export interface Fault {
  readonly name: string;
  /** Makes the dialer answer the target's action badly from now on. */
  readonly apply?: (target: FaultTarget) => void;
  /** The network path to the dialer, if the fault is in the path. */
  readonly networkPath?: OpenNetworkPath;
  readonly expected: Expectation;
  /** The deadline of one call. */
  readonly deadlineMs?: number;
  /** The number of cells that run at once. */
  readonly together?: number;
  /** True if its cells mostly wait, so that they run beside those of other such faults. */
  readonly waits?: boolean;
  /** True if the fault refuses the login: no further call is made with it. */
  readonly refusesLogin?: boolean;
  /** True if the dialer's Retry-After is longer than the test. */
  readonly isLeftAlone?: boolean;
  /** By how much the process may grow over all cells, where the answers are large. */
  readonly mostMegabytes?: number;
  /** How long the dialer needs afterwards to be well again. */
  readonly settleMs?: number;
}

/** From the deadline to the answer, on a slow machine. */
export const GRACE_MS = 1000;
/** Enough for a slow machine, and little enough to tell a server that is busy for seconds. */
const DEADLINE_MS = 2000;
const MOST_ASKED = 3;

/** For faults that could keep a server busy for long: each cell by itself, and little time for it. */
export const laborious = (fault: Fault): Fault => ({ ...fault, deadlineMs: 500, together: 1 });

export interface CellResult {
  readonly action: string;
  /** What came of it; `wrong: …` where it is nothing there is a word for. */
  readonly word: string;
  readonly milliseconds: number;
  /** What is wrong with it, a sentence each. */
  readonly complaints: readonly string[];
}

const PATHS: ReadonlySet<string> = new Set(Object.values(ENDPOINTS).map(({ path }) => path));
const SECRETS = [
  CANARY,
  DIALER_PASS,
  ACCOUNT.pass,
  ACCOUNT.token,
  'SELECT *',
  'goAPI.php',
  'lmapi.php',
] as const;

/** Runs one cell in a world: applies the fault, removes it, and checks every answer. */
export async function runCell(fault: Fault, subject: Subject, worlds: CellWorlds): Promise<CellResult> {
  const expected = fault.expected(subject);
  if (isNotApplicable(expected)) throw new Error(`${fault.name} does not apply to ${subject.action}.`);
  const { refusesLogin = false, isLeftAlone = false, deadlineMs = DEADLINE_MS } = fault;
  const world = await worlds.take(subject, deadlineMs, fault.networkPath);
  const { target, dialer, elsewhere, networkPath, client } = world;
  const asked = (): number => dialer.requests.filter(({ action }) => action === subject.action).length;
  const complaints: string[] = [];
  const complainIf = (isWrong: boolean, complaint: string): void => {
    if (isWrong) complaints.push(complaint);
  };
  let isClean = false;
  try {
    fault.apply?.(target);
    if (networkPath) cutAfterFirst(target, networkPath);
    const start = performance.now();
    // Where nothing can be asked, no sibling can; one that is let in would prove a refused login right.
    const first = await client.ask('first', refusesLogin || networkPath !== undefined);
    const milliseconds = performance.now() - start;

    const right = [expected].flat();
    complainIf(
      !right.some((word) => word === first.word),
      `expected ${right.join(' or ')}, not ${first.word}`,
    );
    complainIf(milliseconds > deadlineMs + GRACE_MS, `${LATE} ${Math.round(milliseconds)} ms`);
    const isLead = subject.action === 'add_lead';
    const most = isLead ? 1 : MOST_ASKED;
    complainIf(asked() > most, `asked ${asked()} times`);

    if (fault.settleMs !== undefined) await sleep(fault.settleMs);
    for (const { action } of networkPath ? SUBJECTS : [subject]) restoreAction(dialer, action);
    await networkPath?.restore();
    const before = askedWith(target);
    const askedBefore = asked();
    world.retried += Math.max(0, askedBefore - 1);
    const next = await client.ask('next', refusesLogin);
    if (refusesLogin) {
      complainIf(askedWith(target) > before, 'asked again with a refused login');
      complainIf(next.word !== first.word, `the next query was not refused: ${next.word}`);
    } else if (isLeftAlone) {
      complainIf(asked() > askedBefore, 'asked again before its time');
      const held = isLead ? 'NOT_SENT' : first.word;
      complainIf(next.word !== held, `the next query was not held back: ${next.word}`);
    } else {
      // What could be used of a damaged answer may be remembered.
      const isRemembered = isSurvived(first.word) && next.word === first.word;
      complainIf(next.word !== 'whole' && !isRemembered, `the next query was not served right: ${next.word}`);
    }
    const leads = dialer.requests.flatMap(({ fields }) =>
      fields.flatMap(([name, value]) => (name === 'phone_number' ? [value] : [])),
    );
    complainIf(isLead && new Set(leads).size !== leads.length, `a lead was sent twice: ${leads.join()}`);

    const seen = `${first.text} ${next.text} ${client.newLog()}`;
    const leaked = [...SECRETS, dialer.url.host, world.url.host].filter((secret) => seen.includes(secret));
    complainIf(leaked.length > 0, `leaked ${leaked.join(', ')}`);
    complainIf('polluted' in {}, 'Object.prototype is polluted');
    complainIf(elsewhere.requests.length > 0, 'asked another host');
    const strange = dialer.requests.filter(
      ({ path, method }) => !PATHS.has(path) || (method !== 'POST' && !path.endsWith('call-reports')),
    );
    complainIf(
      strange.length > 0,
      `asked for ${strange.map(({ method, path }) => `${method} ${path}`).join()}`,
    );
    isClean = complaints.length === 0 && !refusesLogin;
    return { action: subject.action, word: first.word, milliseconds, complaints };
  } finally {
    await worlds.giveBack(world, isClean);
  }
}

/** Cuts the network path as soon as the dialer has answered the call that precedes the one under test. */
function cutAfterFirst({ dialer, subject }: FaultTarget, networkPath: NetworkPath): void {
  const { first } = subject;
  if (first === undefined) {
    networkPath.cut();
    return;
  }
  dialer.answer(first, () => {
    networkPath.cut();
    return { headers: { connection: 'close' }, body: bodyWith(subjectOf(first)) };
  });
}

const LATE = 'answered only after';
const NOT_RUN = 'not run, because others were late';

export const notRun = ({ action }: Subject): CellResult => ({
  action,
  word: 'wrong: not run',
  milliseconds: 0,
  complaints: [NOT_RUN],
});

export const isLate = ({ complaints }: CellResult): boolean =>
  complaints.some((complaint) => complaint.startsWith(LATE));

/** True if a busy machine may be the only cause of the complaints. */
export const isWorthAnotherTry = ({ complaints }: CellResult): boolean =>
  complaints.length > 0 &&
  complaints.every(
    (complaint) =>
      complaint.startsWith(LATE) ||
      complaint === NOT_RUN ||
      // The deadline of a call ended while others held the machine.
      (complaint.startsWith('expected') && complaint.endsWith('not TIMEOUT')),
  );

/** How often the account of this endpoint was used. */
const askedWith = ({ dialer, subject }: FaultTarget): number =>
  dialer.requests.filter(({ path }) =>
    SAME_LOGIN.some((paths) => paths.includes(path) && paths.includes(ENDPOINTS[subject.action].path)),
  ).length;

/** The paths that share a login. */
const SAME_LOGIN: readonly (readonly string[])[] = Object.values(
  Object.groupBy(Object.values(ENDPOINTS), ({ transport }) => transport),
).map((endpoints) => endpoints.map(({ path }) => path));
