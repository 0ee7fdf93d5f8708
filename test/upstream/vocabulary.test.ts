import { expect, test } from 'vitest';
import { agentStateOf } from '../../src/upstream/dialer/vocabulary.ts';

test.each([
  ['PAUSE', 'PAUSED'],
  ['PAUSED', 'PAUSED'],
  ['PAUSE - BREAK', 'PAUSED'],
  ['Coffee Break', 'PAUSED'],
  ['LUNCH', 'PAUSED'],
  ['ON HOLD', 'PARKED'],
  ['PARK', 'PARKED'],
  ['DISPO', 'DISPOSITION'],
  ['WRAP', 'DISPOSITION'],
  ['Wrap-up', 'DISPOSITION'],
  ['RING', 'QUEUE'],
  ['RINGING', 'QUEUE'],
  ['PREVIEW', 'QUEUE'],
  ['PREVIEW CALL', 'QUEUE'],
  ['QUEUE', 'QUEUE'],
  ['LAGGED', 'UNKNOWN'],
  ['constructor', 'UNKNOWN'],
  ['READY', 'READY'],
  ['In Call', 'IN_CALL'],
  ['3-WAY', 'THREE_WAY'],
  [null, 'OFFLINE'],
])('the live state %j is %s', (status, state) => {
  expect(agentStateOf(status)).toBe(state);
});
