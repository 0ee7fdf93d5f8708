import type { Plugin } from 'graphql-yoga';
import { goGetCustomerInfo } from '../../upstream/dialer/agent.ts';
import type { CostedContext } from './dialerCost.ts';

/** Who read how many leads in one operation, however they were met: by a look-up, a call, a hopper or a reference. */
export interface LeadReadsLine {
  readonly action: 'read_leads';
  readonly caller: string;
  readonly leads: number;
}

/**
 * Writes down who reads leads: by the calls they were met in, one operation can read hundreds that it need not name.
 *
 * @param audit called once for each operation that was given leads
 */
export const useLeadReads = (audit: (line: LeadReadsLine) => void): Plugin<CostedContext> => ({
  onExecute: ({ context: { caller, viewer } }) => ({
    onExecuteDone: () => {
      const leads = caller.found[goGetCustomerInfo.name] ?? 0;
      if (leads > 0) audit({ action: 'read_leads', caller: viewer.name, leads });
    },
  }),
});
