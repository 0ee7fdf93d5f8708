import type { AgentState } from '../gql/graphql.ts';

/** Words for the states, as people on the floor say them. */
export const STATE_WORDS: Readonly<Record<AgentState, string>> = {
  READY: 'Ready',
  QUEUE: 'Ringing',
  IN_CALL: 'In call',
  THREE_WAY: '3-way call',
  PARKED: 'On hold',
  DEAD: 'Hung up',
  DISPOSITION: 'Wrap-up',
  PAUSED: 'Paused',
  OFFLINE: 'Offline',
  UNKNOWN: 'Unknown',
};

/** A figure that is not known is a dash, never 0. */
export const NOT_KNOWN = '–';

const number = new Intl.NumberFormat('en');
const percent = new Intl.NumberFormat('en', { style: 'percent' });
const time = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });

export const countText = (count: number | null | undefined): string =>
  count === null || count === undefined ? NOT_KNOWN : number.format(count);

/** A share of a whole: "7%". */
export const shareText = (part: number | null | undefined, whole: number | null | undefined): string =>
  typeof part === 'number' && typeof whole === 'number' && whole > 0
    ? percent.format(part / whole)
    : NOT_KNOWN;

export const timeText = (epochMs: number): string => time.format(epochMs);

/** A duration: "4:07", "1:04:07". */
export function durationText(totalSeconds: number): string {
  const seconds = Math.max(0, Math.floor(totalSeconds));
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const rest = String(seconds % 60).padStart(2, '0');
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${rest}` : `${minutes}:${rest}`;
}
