import { builder } from '../builder.ts';

export const DuplicateMatch = builder.enumType('DuplicateMatch', {
  description: 'By what a lead counts as one the dialer has already.',
  values: {
    PHONE: { description: 'The phone number.' },
    PHONE_OR_ALT_PHONE: { description: 'The phone number, as the number or the second number of the other.' },
    TITLE_AND_ALT_PHONE: { description: 'The title and the second number.' },
    NAME_AND_PHONE: { description: 'First name, last name and phone number.' },
  },
});

export const DuplicateScope = builder.enumType('DuplicateScope', {
  description: 'Where a lead is looked for.',
  values: {
    LIST: { description: 'In the same list.' },
    CAMPAIGN: { description: "In all lists of the list's campaign." },
    SYSTEM: { description: 'Everywhere.' },
  },
});
