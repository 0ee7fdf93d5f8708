import { goGetCustomerInfo } from '../../upstream/dialer/agent.ts';
import { andThen } from '../../upstream/promises/maybePromise.ts';
import type { Execute } from '../operations/execute.ts';

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
export const withLeadReads =
  (audit: (line: LeadReadsLine) => void, execute: Execute): Execute =>
  (args) =>
    andThen(execute(args), (result) => {
      const { caller, viewer } = args.contextValue;
      const leads = caller.foundOf(goGetCustomerInfo.name);
      if (leads > 0) audit({ action: 'read_leads', caller: viewer.name, leads });
      return result;
    });
