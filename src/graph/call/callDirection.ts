import { builder } from '../builder.ts';

export const CallDirection = builder.enumType('CallDirection', {
  description: 'Direction of a call, seen from the company.',
  values: {
    OUTBOUND: { description: 'The company called.' },
    INBOUND: { description: 'The company was called.' },
  },
});
