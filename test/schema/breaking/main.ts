/** `npm run breaking`: fails if `schema/schema.graphql` breaks clients of an earlier commit. */
import { check } from './check.ts';

const { said, isBroken } = check('.');
for (const line of said) (isBroken ? console.error : console.log)(line);
if (isBroken) process.exitCode = 1;
