import { defineOddValues } from './oddValues.ts';

// `oddValues.full.test.ts` puts every value into every member.
defineOddValues(4);
