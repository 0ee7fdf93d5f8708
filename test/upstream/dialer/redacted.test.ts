import { expect, test } from 'vitest';
import { redacted } from '../../../src/upstream/dialer/redacted.ts';

test.each([
  ['User 5551234567 does not exist.', 'User … does not exist.'],
  ["Error: user 'Mary' (pass=hunter2) has no permission!", 'Error: user … has no permission!'],
  // Made of words that are harmless alone.
  ['Login incorrect: call.now', 'Login incorrect: …'],
  ['password is Call.Now.Lead, try one more', 'password is … try one more'],
  ['ERROR: Login incorrect|user|pass|lead(list)|', 'ERROR: Login …'],
  ['(invalid user)', '(invalid user)'],
  ['', ''],
])('%s', (text, shown) => {
  expect(redacted(text)).toBe(shown);
});
