/**
 * The dialer's closed vocabularies. Spelling varies by table and version, so words are compared in upper case without
 * spaces or punctuation.
 */
import { normalizedKeys, normalizeKey } from '../wire/normalizeKey.ts';

export const STATES_OF_AGENTS = [
  'READY',
  'IN_CALL',
  'QUEUE',
  'DISPOSITION',
  'PAUSED',
  'THREE_WAY',
  'PARKED',
  'DEAD',
  'OFFLINE',
  'UNKNOWN',
] as const;
export type AgentState = (typeof STATES_OF_AGENTS)[number];
export type CallType = 'DIALER' | 'MANUAL' | 'INBOUND' | 'UNKNOWN';
export type TerminationReason =
  | 'AGENT'
  | 'CALLER'
  | 'QUEUE_TIMEOUT'
  | 'ABANDON'
  | 'AFTER_HOURS'
  | 'NO_AGENT'
  | 'SYSTEM'
  | 'NONE'
  | 'UNKNOWN';

/** Users that are the dialer itself: VDAD holds calls without an agent, VDCL those that wait in a queue. */
const SYSTEM_USERS = normalizedKeys(['VDAD', 'VDCL']);

/** True if a call's user is an agent: a call without one was not taken. */
export const isAgentsName = (user: string | null): boolean =>
  user !== null && !SYSTEM_USERS.has(normalizeKey(user));

/** Upper case, letters and digits only: "In Call" and "IN_CALL" are one word. */
function bare(text: string): string {
  let word = BARE.get(text);
  if (word !== undefined) return word;
  word = text.toUpperCase().replace(/[^A-Z0-9]/g, '');
  if (BARE.size >= MOST_WORDS) BARE.clear();
  if (text.length <= MOST_CHARACTERS) BARE.set(text, word);
  return word;
}

// A cache: many rows have few words.
const BARE = new Map<string, string>();
const MOST_WORDS = 1000;
const MOST_CHARACTERS = 64;

const AGENT_STATES: Readonly<Record<string, AgentState>> = {
  READY: 'READY',
  // VICIdial's word for a ready agent who also takes inbound calls.
  CLOSER: 'READY',
  INCALL: 'IN_CALL',
  QUEUE: 'QUEUE',
  DISPO: 'DISPOSITION',
  DISPOSITION: 'DISPOSITION',
  '3WAY': 'THREE_WAY',
  THREEWAY: 'THREE_WAY',
  PARK: 'PARKED',
  PARKED: 'PARKED',
  DEAD: 'DEAD',
  DEADCALL: 'DEAD',
  OFFLINE: 'OFFLINE',
  LOGOUT: 'OFFLINE',
  LOGGEDOUT: 'OFFLINE',
};

/** States to which installations add their own words: "PAUSE - BREAK", "WRAP UP", "RINGING". */
const AGENT_STATES_BY_BEGINNING: readonly (readonly [RegExp, AgentState])[] = [
  [/^PAUS|BREAK$|^LUNCH/, 'PAUSED'],
  [/^DISPO|^WRAP/, 'DISPOSITION'],
  [/^RING|^PREVIEW|^QUEUE/, 'QUEUE'],
  [/^ONHOLD|^PARK/, 'PARKED'],
];

/** The state for getLiveAgentInfo's `status`. "PAUSE - BREAK" and "LUNCH BREAK" are PAUSED; no status is OFFLINE. */
export function agentStateOf(status: string | null): AgentState {
  if (status === null) return 'OFFLINE';
  const word = bare(status);
  const known = Object.hasOwn(AGENT_STATES, word) ? AGENT_STATES[word] : undefined;
  return known ?? AGENT_STATES_BY_BEGINNING.find(([begins]) => begins.test(word))?.[1] ?? 'UNKNOWN';
}

const CALL_TYPES: Readonly<Record<string, CallType>> = {
  DIALER: 'DIALER',
  AUTO: 'DIALER',
  MANUAL: 'MANUAL',
  INBOUND: 'INBOUND',
};

/** `call_type` of the call records and of getLiveAgentInfo: "Dialer" and "DIALER" are one. */
export const callTypeOf = (text: string): CallType => CALL_TYPES[bare(text)] ?? 'UNKNOWN';

const TERMINATION_REASONS: Readonly<Record<string, TerminationReason>> = {
  AGENT: 'AGENT',
  CALLER: 'CALLER',
  QUEUETIMEOUT: 'QUEUE_TIMEOUT',
  ABANDON: 'ABANDON',
  AFTERHOURS: 'AFTER_HOURS',
  CLOSETIME: 'AFTER_HOURS',
  NOAGENT: 'NO_AGENT',
  SYSTEM: 'SYSTEM',
  NONE: 'NONE',
};

/** `term_reason` of the call records. */
export const terminationReasonOf = (text: string): TerminationReason =>
  TERMINATION_REASONS[bare(text)] ?? 'UNKNOWN';
