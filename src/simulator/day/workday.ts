import { daysAfter, type Zone } from '../centre/zone.ts';

const DAY = 86_400;

/** An agent's working hours, in seconds of the local day. `end` is after midnight for a night shift. */
export interface Shift {
  readonly start: number;
  readonly end: number;
}

/** The facts of an agent that shifts depend on. */
interface Worker {
  readonly active: boolean;
  readonly shift: Shift;
}

const hours = (start: number, end: number): Shift => ({ start: start * 3600, end: end * 3600 });

/** Three shifts, one for each third of the agents. They overlap, so that at least a third is on shift at any time. */
const SHIFTS = [hours(6.5, 16), hours(11.5, 22), hours(21.5, 31)] as const;
const ROUND_THE_CLOCK = hours(0, 24);

/** The shift of active agent number `index` of `count`, who starts `earlySeconds` early. */
export function shiftOf(index: number, count: number, earlySeconds: number): Shift {
  // If the number of agents is not a multiple of three, the remaining agents work all day.
  if (index >= count - (count % 3)) return ROUND_THE_CLOCK;
  const { start, end } = SHIFTS[index % 3 === 0 ? 0 : index % 3 === 1 ? 1 : 2];
  return { start: start - earlySeconds, end };
}

/** True if an agent is on shift at a second of the local day. */
export const isOnShift = ({ active, shift }: Worker, second: number): boolean =>
  active && ((second >= shift.start && second < shift.end) || second + DAY < shift.end);

export interface Stretch {
  readonly from: number;
  readonly until: number;
}

/** The logins of an agent within `[from, until)`. A login ends at local midnight, and a new one begins. */
export function loginsOf(agent: Worker, zone: Zone, from: number, until: number): readonly Stretch[] {
  if (!agent.active) return [];
  const { start, end } = agent.shift;
  const stretches: Stretch[] = [];
  for (let day = zone.day(from); zone.startOf(day) < until; day = daysAfter(day, 1)) {
    const parts: readonly [number, number][] =
      end > DAY
        ? [
            [0, end - DAY],
            [start, DAY],
          ]
        : [[start, end]];
    for (const [first, last] of parts) {
      const stretch = {
        from: Math.max(zone.at(day, first), from),
        until: Math.min(zone.at(day, last), until),
      };
      if (stretch.until > stretch.from) stretches.push(stretch);
    }
  }
  return stretches;
}
