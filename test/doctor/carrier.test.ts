/** Faults of VOXO's account. */
import { expect, test } from 'vitest';
import { freePort } from '../support/freePort.ts';
import { checkOf, commonPatient, complaints, dated, examined, NOW, settingsOf } from './patient.ts';

const patient = commonPatient();

test.each([403, 400, 404])('a tenant that is refused with HTTP %d', async (status) => {
  patient.dialer.answer('call-reports', { status, body: '{"message":"another account"}' });
  const report = await examined(settingsOf(patient));
  expect(complaints(report)).toEqual({ 'VOXO tenant': 'fault' });
  expect(checkOf(report, 'VOXO tenant').advice).not.toContain('another account');
});

test('a tenant without calls, and one with the calls of others', async () => {
  patient.dialer.answer('call-reports', dated({ body: '[]' }, NOW));
  expect(complaints(await examined(settingsOf(patient)))).toEqual({ 'VOXO tenant': 'warning' });
  patient.alter('call-reports', (text) =>
    text.replaceAll(/"(callerIdNumber|dialedNum)":"[^"]*"/g, '"$1":"+442079460000"'),
  );
  expect(complaints(await examined(settingsOf(patient)))).toEqual({ 'VOXO tenant': 'warning' });
});

test('a token that is refused', async () => {
  const report = await examined({ ...settingsOf(patient), VOXO_TOKEN: 'not-the-token' });
  expect(complaints(report)).toEqual({ 'VOXO token': 'fault' });
  expect(JSON.stringify(report)).not.toContain('not-the-token');
});

test('an address where nothing listens', async () => {
  const report = await examined({
    ...settingsOf(patient),
    VOXO_URL: `http://127.0.0.1:${await freePort()}`,
  });
  expect(complaints(report)).toEqual({ 'VOXO address': 'fault' });
});
