import type { agent_summary_stats, DayFiguresRow } from '../upstream/dialer/report/agentReports.ts';
import type { ModelOf } from '../upstream/endpoint.ts';
import { normalizeKey, perList } from '../upstream/wire/normalizeKey.ts';

/**
 * True for a row of an agent who has logged in today. A dialer may list every account, with zeros for those who have not
 * logged in. A row whose login time cannot be read counts: the report has it because of something the agent did.
 */
const hasLoggedIn = ({ loginSeconds, ...others }: DayFiguresRow): boolean =>
  loginSeconds !== 0 ||
  [others.callsHandled, others.talkSeconds, others.pauseSeconds, others.breakSeconds].some(
    (figure) => figure !== null && figure > 0,
  );

/** The normalised usernames of the agents who have logged in today, by today's figures (agent_summary_stats). */
export const loggedInToday = ({ agents }: ModelOf<typeof agent_summary_stats>): ReadonlySet<string> =>
  namesIn(agents.rows);

const namesIn = perList(
  (rows: readonly DayFiguresRow[]): ReadonlySet<string> =>
    new Set(rows.filter(hasLoggedIn).map(({ agentUsername }) => normalizeKey(agentUsername))),
);
