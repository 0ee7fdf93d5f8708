import type { Centre } from '../centre/centre.ts';
import type { StoredLead } from '../centre/leads.ts';

const DAY = 86_400_000;

/** The order of the checks. Only the first that finds a duplicate is reported. */
const MATCHES = ['DUP', 'DUPPHONEALT', 'DUPTITLEALTPHONE', 'DUPNAMEPHONE'] as const;
const SCOPES = ['LIST', 'CAMP', 'SYS'] as const;
type Match = (typeof MATCHES)[number];
type Scope = (typeof SCOPES)[number];

const SCOPE_WORDS = { LIST: 'IN LIST', CAMP: 'IN CAMPAIGN LISTS', SYS: 'IN SYSTEM' } as const;

export interface Candidate {
  readonly phoneNumber: string;
  readonly altPhone: string;
  readonly title: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly listId: string;
}

interface Check {
  readonly match: Match;
  readonly scope: Scope;
  readonly sinceDays: number | null;
}

/** Parses `DUPLIST-DUPTITLEALTPHONESYS90DAY`, in any case. Unknown words are ignored. */
function checksOf(option: string): readonly Check[] {
  const wanted = new Map<string, number | null>();
  for (const word of option.toUpperCase().split('-')) {
    const parts = /^(DUP(?:PHONEALT|TITLEALTPHONE|NAMEPHONE)?(?:LIST|CAMP|SYS))(?:(\d+)DAY)?$/.exec(word);
    if (parts?.[1]) wanted.set(parts[1], parts[2] === undefined ? null : Number(parts[2]));
  }
  return MATCHES.flatMap((match) => SCOPES.map((scope) => ({ match, scope }))).flatMap(({ match, scope }) => {
    const sinceDays = wanted.get(`${match}${scope}`);
    return sinceDays === undefined ? [] : [{ match, scope, sinceDays }];
  });
}

/** True if names are compared and one has an apostrophe, which makes VICIdial's SQL query fail. */
export const breaksTheQuery = (option: string, { firstName, lastName }: Candidate): boolean =>
  checksOf(option).some(({ match }) => match === 'DUPNAMEPHONE') && `${firstName}${lastName}`.includes("'");

/** The error line for a duplicate; null if there is none. */
export function duplicateLine(
  option: string,
  candidate: Candidate,
  centre: Centre,
  now: number,
): string | null {
  for (const check of checksOf(option)) {
    const isSame = IS_SAME[check.match];
    // Few are the same: that comes first.
    const found = centre.leads.rows.find(
      (lead) =>
        isSame(lead, candidate) &&
        inScope(check.scope, lead, candidate, centre) &&
        (check.sinceDays === null || lead.enteredAt >= now - check.sinceDays * DAY),
    );
    if (found) return lineOf(check, found, candidate);
  }
  return null;
}

function inScope(scope: Scope, lead: StoredLead, { listId }: Candidate, centre: Centre): boolean {
  if (scope === 'SYS' || lead.listId === listId) return true;
  const campaign = centre.list(listId)?.campaign;
  return scope === 'CAMP' && campaign !== undefined && centre.list(lead.listId)?.campaign === campaign;
}

const IS_SAME: Readonly<Record<Match, (lead: StoredLead, candidate: Candidate) => boolean>> = {
  DUP: (lead, candidate) => lead.phoneNumber === candidate.phoneNumber,
  DUPPHONEALT: (lead, { phoneNumber }) => lead.phoneNumber === phoneNumber || lead.altPhone === phoneNumber,
  DUPTITLEALTPHONE: (lead, candidate) =>
    lead.title === candidate.title && lead.altPhone === candidate.altPhone,
  DUPNAMEPHONE: (lead, candidate) =>
    lead.phoneNumber === candidate.phoneNumber &&
    lead.firstName === candidate.firstName &&
    lead.lastName === candidate.lastName,
};

function lineOf({ match, scope }: Check, found: StoredLead, candidate: Candidate): string {
  const { phoneNumber, altPhone, title, firstName, lastName, listId } = candidate;
  const subjects = {
    DUP: ['PHONE NUMBER', [phoneNumber]],
    DUPPHONEALT: ['PHONE NUMBER', [phoneNumber]],
    DUPTITLEALTPHONE: ['TITLE ALT_PHONE', [title, altPhone]],
    DUPNAMEPHONE: ['NAME PHONE', [firstName, lastName, phoneNumber]],
  } as const;
  const [subject, values] = subjects[match];
  const where = scope === 'LIST' ? [] : [found.listId];
  const which =
    match === 'DUPPHONEALT' ? [found.phoneNumber === candidate.phoneNumber ? 'PHONE' : 'ALT'] : [];
  const line = [...values, listId, found.leadId, ...where, ...which].join('|');
  return `ERROR: add_lead DUPLICATE ${subject} ${SCOPE_WORDS[scope]} - ${line}\n`;
}
