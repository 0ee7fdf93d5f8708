import DataLoader from 'dataloader';
import { goGetCustomerInfo } from '../upstream/dialer/agent.ts';
import type { ModelOf } from '../upstream/endpoint.ts';
import { UpstreamBadResponse } from '../upstream/errors.ts';
import type { Ask } from './ask.ts';
import { valueOrError } from './reference.ts';

/** Which lead is wanted. The id decides; the number only helps the dialer to find it. */
export interface LeadQuestion {
  readonly leadId: string;
  readonly phoneNumber?: string | undefined;
}

type LeadRow = ModelOf<typeof goGetCustomerInfo>;

/** Leads by id: each distinct one is one call. Null where the dialer has no such lead. */
export const leadLoader = (ask: Ask) =>
  new DataLoader<LeadQuestion, LeadRow, string>(
    async (questions) => {
      const answers = questions.map(async ({ leadId, phoneNumber }) => {
        const lead = await ask(goGetCustomerInfo, { leadId, phoneNumber });
        if (lead && lead.leadId !== leadId) {
          throw new UpstreamBadResponse(
            { upstream: 'DIALER', action: goGetCustomerInfo.name },
            'The dialer answered goGetCustomerInfo with another lead than the one asked for.',
          );
        }
        return lead;
      });
      return (await Promise.allSettled(answers)).map(valueOrError);
    },
    { cacheKeyFn: ({ leadId }) => leadId },
  );
