import type { Plugin } from 'graphql-yoga';
import { goGetCustomerInfo } from '../../upstream/dialer/agent.ts';
import type { CostedContext } from './dialerCost.ts';

/** An audit line: how many leads one operation read, by look-up, call, hopper or reference. */
export interface LeadReadsLine {
  readonly action: 'read_leads';
  readonly caller: string;
  readonly leads: number;
}

/**
 * Audits who reads leads. Look-ups are not enough, because an operation can read hundreds of leads through their calls.
 *
 * @param audit called once for each operation that read a lead
 */
export const useLeadReads = (audit: (line: LeadReadsLine) => void): Plugin<CostedContext> => ({
  onExecute: ({ context: { caller, viewer } }) => ({
    onExecuteDone: () => {
      const leads = caller.found[goGetCustomerInfo.name] ?? 0;
      if (leads > 0) audit({ action: 'read_leads', caller: viewer.name, leads });
    },
  }),
});
