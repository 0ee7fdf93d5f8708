import { builder } from '../builder.ts';

/** The states, in the order in which agents are ordered by state. */
export const AGENT_STATES = {
  READY: { description: 'Available and waiting for a call.' },
  IN_CALL: { description: 'Talking in a call.' },
  QUEUE: { description: 'A call is reaching the agent: it is queued, ringing or shown as a preview.' },
  DISPOSITION: { description: 'The call is over, and the agent chooses its disposition or wraps up.' },
  PAUSED: { description: 'On a pause or break, and takes no calls.' },
  THREE_WAY: { description: 'In a three-way call.' },
  PARKED: { description: 'The other side is parked or on hold.' },
  DEAD: { description: 'The other side has hung up, and the agent has not.' },
  OFFLINE: { description: 'Not logged in. An empty status counts as this.' },
  UNKNOWN: {
    description:
      'A status that this API does not recognise (see `statusText`), or no readable status at all (`statusText` is null).',
  },
} as const;

export const AgentState = builder.enumType('AgentState', {
  description: "Live state of an agent. The dialer's own word for it is in `statusText`.",
  values: AGENT_STATES,
});
