import { builder } from '../builder.ts';

export const CallDirection = builder.enumType('CallDirection', {
  description: 'Who called whom.',
  values: {
    OUTBOUND: { description: 'The company called.' },
    INBOUND: { description: 'The company was called.' },
  },
});
