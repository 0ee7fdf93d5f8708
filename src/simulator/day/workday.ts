import { daysAfter, type Zone } from '../centre/zone.ts';

const DAY = 86_400;

/** An agent's hours, in seconds of the local day; `end` lies past midnight for those who work at night. */
export interface Shift {
  readonly start: number;
  readonly end: number;
}

/** Whoever works in shifts, if they work at all. */
interface Worker {
  readonly active: boolean;
  readonly shift: Shift;
}

const hours = (start: number, end: number): Shift => ({ start: start * 3600, end: end * 3600 });

/** Each third of the agents has one; they overlap, so that at any hour a third of the agents is there. */
const SHIFTS = [hours(6.5, 16), hours(11.5, 22), hours(21.5, 31)] as const;
const ROUND_THE_CLOCK = hours(0, 24);

/** The shift of the active agent number `index` of `count`, who comes up to a quarter of an hour early. */
export function shiftOf(index: number, count: number, earlySeconds: number): Shift {
  // What is left over when a team is divided by three would leave a shift short: those stay on all day.
  if (index >= count - (count % 3)) return ROUND_THE_CLOCK;
  const { start, end } = SHIFTS[index % 3 === 0 ? 0 : index % 3 === 1 ? 1 : 2];
  return { start: start - earlySeconds, end };
}

/** True if an agent is at work at a second of the local day. */
export const isOnShift = ({ active, shift }: Worker, second: number): boolean =>
  active && ((second >= shift.start && second < shift.end) || second + DAY < shift.end);

export interface Stretch {
  readonly from: number;
  readonly until: number;
}

/** When an agent was logged in within `[from, until)`. Nobody works across a local midnight: the login is renewed. */
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
