import { builder } from '../builder.ts';

export const DuplicateMatch = builder.enumType('DuplicateMatch', {
  description: 'Values by which two leads count as the same.',
  values: {
    PHONE: { description: 'Phone number.' },
    PHONE_OR_ALT_PHONE: {
      description: 'Phone number, compared with the phone number and the second number of other leads.',
    },
    TITLE_AND_ALT_PHONE: { description: 'Title and second number.' },
    NAME_AND_PHONE: { description: 'First name, last name and phone number.' },
  },
});

export const DuplicateScope = builder.enumType('DuplicateScope', {
  description: 'Leads among which duplicates are searched.',
  values: {
    LIST: { description: 'Leads of the same list.' },
    CAMPAIGN: { description: "Leads of all lists of the list's campaign." },
    SYSTEM: { description: 'All leads of the dialer.' },
  },
});
