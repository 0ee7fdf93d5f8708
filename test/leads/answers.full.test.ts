import { describe, expect, test } from 'vitest';
import type { LeadOutcome } from '../../src/leads/outcome.ts';
import { asker, endsOf, isTrueOfPart, wholeAnswers } from './brokenAnswers.ts';

describe('an answer that breaks off, through the client and the writer', () => {
  test.each(wholeAnswers)(
    '$name: at no byte a wrong lead, or a lead called rejected',
    async ({ body, user, lead }) => {
      const ask = await asker(user);
      const right = await ask(body, lead);
      for (const end of endsOf(body)) {
        const part = await ask(body.slice(0, end), lead);
        expect(part).toSatisfy((told: LeadOutcome) => isTrueOfPart(told, right));
      }
    },
  );
});
