import { z } from 'zod';
import { megabytes, type WireFields } from '../../endpoint.ts';
import { LIFETIMES } from '../action.ts';

/** Both days included, `YYYY-MM-DD`, in the dialer's zone. Default: the last 24 hours. */
export const period = { from: z.iso.date().optional(), to: z.iso.date().optional() };
/** Usernames, codes or ids that narrow a report down. */
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

/** A name that no portfolio and no user has. */
const NOBODY = ['no-such-name'] as const;

/** A report of one day that has no rows, for a circuit breaker's probe. */
export const emptyReport = (narrowedBy: 'portfolios' | 'agents') => (_: object, today: string) =>
  reportFields({ from: today, to: today, [narrowedBy]: NOBODY });

/** The settings shared by all reports, whose answers are large. */
export const report = {
  folder: 'goReports',
  ...LIFETIMES.today,
  lastDay: ({ to }: Pick<ReportInput, 'to'>) => to,
  maxBytes: megabytes(256),
} as const;
