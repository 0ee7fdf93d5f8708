/** Descriptions that several types share: the same thing is described in the same words everywhere. */

/** For types with figures. */
export const NULL_FIGURES = 'A figure is null, never 0, if the dialer did not send it or it cannot be read.';

/** For types with average lengths. */
export const LONG_AVERAGES = 'An average above 24 hours counts as unreadable.';

/** For types without figures. */
export const NULL_VALUES = 'A field is null if the dialer left it empty or its value cannot be read.';

/** Figures of an agent, which the account, the day and the reports have in common. */
export const AGENT_FIGURES = {
  loginSeconds: 'Time logged in, in seconds.',
  availableSeconds: 'Time available and waiting for calls, in seconds.',
  talkSeconds: 'Talk time, in seconds.',
  talkAndAvailableSeconds: 'Talk time and available time together, in seconds.',
  afterCallSeconds: 'After-call work, in seconds.',
  wrapUpSeconds: 'Wrap-up time, in seconds.',
  breakSeconds: 'Time on breaks, in seconds.',
  pauseSeconds: 'Time paused, in seconds.',
  totalCalls: 'Calls handled.',
  manualCalls: 'Calls placed by hand.',
  inboundCalls: 'Inbound calls.',
  dialerCalls: 'Calls placed by the dialer.',
  sales: 'Calls marked as sales.',
  denied: 'Calls denied or blocked.',
  lip: "Calls with the disposition LIP. The dialer's documents do not explain the abbreviation.",
  vrf: "Calls with the disposition VRF. The dialer's documents do not explain the abbreviation.",
  wit: "Calls with the disposition WIT. The dialer's documents do not explain the abbreviation.",
} as const;

/** The groups of closer_campaigns, of an agent's row and of its account. */
export const TRANSFER_GROUPS = 'Groups that the agent may transfer calls to (closer_campaigns).';

/** The optional period of a field whose default the dialer's documents name. */
export const LAST_24_HOURS = 'Days to cover. Default: the last 24 hours.';

/** The optional period of a field whose default they do not name. */
export const DIALERS_DEFAULT =
  'Days to cover. Default: the period that the dialer chooses; its documents name none for this report.';

/** Arguments of reports. Portfolios and profiles must fit into one call (MOST_SCOPES). */
export const REPORT_ARGUMENTS = {
  requiredPeriod: 'Days to cover.',
  agents: 'Only these agents, by username. An empty list gives no rows. Default: all agents.',
  portfolios:
    'Only these portfolios, by code; at most 300. An empty list gives no rows. Default: all portfolios that the viewer may see.',
  profiles:
    'Only these profiles, by profileId; at most 300. An empty list gives no rows. Default: all profiles.',
} as const;

/** The field `columns` of a report. */
export const REPORT_COLUMNS =
  "Columns of the report, as the dialer's own page shows them; empty if the dialer did not send them.";

/** The field `groups` of a list, its arguments, and the fields of each group. */
export const GROUPS = {
  groups: 'All calls of all pages, counted in groups. The page arguments do not change the counts.',
  by: 'Dimensions by which to group, at most 19, in the order of `keys`. With an empty list, all calls are one group.',
  first: 'Number of groups to return, from the start of the order. Default: all groups.',
  keys: 'Values that the calls share, one for each dimension, in the order of `by`. Null if the calls have no value. Values that differ only in case are one value, in the spelling of the first call.',
  count: 'Number of calls in the group.',
} as const;

/** The condition that a call has this number. */
export const PHONE_NUMBER =
  'Phone number on either side of the call, in any spelling. A number without a country code belongs to the country of the call centre (HOME_COUNTRY). A short number is an extension.';

/** The end of the description of an argument that looks a person up. */
export const LOOKUP =
  'Each use is a look-up: audited, and limited to 600 a minute for each viewer by default (LOOKUPS_PER_MINUTE).';
