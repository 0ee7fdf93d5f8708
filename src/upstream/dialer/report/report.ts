import { z } from 'zod';
import { megabytes, type WireFields } from '../../endpoint.ts';
import { LIFETIMES } from '../action.ts';

/** Both days included, `YYYY-MM-DD`, in the dialer's zone. Left out, the dialer gives the last 24 hours. */
export const period = { from: z.iso.date().optional(), to: z.iso.date().optional() };
/** Usernames, codes or ids, as a list the dialer narrows down by. */
export const names = z.array(z.string().min(1)).readonly().optional();

interface ReportInput {
  from?: string | undefined;
  to?: string | undefined;
  portfolios?: readonly string[] | undefined;
  profiles?: readonly string[] | undefined;
  agents?: readonly string[] | undefined;
}

/** The form fields of a report. */
export const reportFields = ({ from, to, portfolios, profiles, agents }: ReportInput): WireFields => ({
  ...(from === undefined ? {} : { fromDate: from }),
  ...(to === undefined ? {} : { toDate: to }),
  ...(portfolios === undefined ? {} : { 'tenant[]': portfolios }),
  ...(profiles === undefined ? {} : { 'profile[]': profiles }),
  ...(agents === undefined ? {} : { 'user[]': agents }),
});

/** No portfolio's code, and nobody's username. */
const NOBODY = ['no-such-name'] as const;

/** A report of one day that has no rows, for a circuit breaker's probe. */
export const emptyReport = (narrowedBy: 'portfolios' | 'agents') => (_: object, today: string) =>
  reportFields({ from: today, to: today, [narrowedBy]: NOBODY });

/** What all reports have in common. They are the large answers. */
export const report = {
  folder: 'goReports',
  ...LIFETIMES.today,
  lastDay: ({ to }: Pick<ReportInput, 'to'>) => to,
  maxBytes: megabytes(256),
} as const;
