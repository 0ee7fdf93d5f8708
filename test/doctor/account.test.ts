/** A healthy dialer, and faults of the configuration and of the account. */
import { expect, test } from 'vitest';
import { exitCodeOf } from '../../tools/doctor/report.ts';
import { checkOf, commonPatient, complaints, examined, READS, settingsOf } from './patient.ts';

const patient = commonPatient();

test('says nothing wrong about a healthy dialer, and calls each read action, one at a time', async () => {
  const report = await examined(settingsOf(patient));
  expect(complaints(report)).toEqual({});
  expect(exitCodeOf(report)).toBe(0);
  const { counts, mostInFlight } = {
    counts: patient.dialer.counts(),
    mostInFlight: patient.dialer.mostInFlight,
  };
  expect(Object.keys(counts).toSorted()).toEqual(READS.map(({ name }) => name).toSorted());
  expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(READS.length + 2);
  expect(mostInFlight).toBe(1);
  // None of them was skipped for lack of something to look up.
  expect(READS.map(({ name }) => checkOf(report, name).verdict)).toEqual(READS.map(() => 'ok'));
  expect(checkOf(report, 'dialer zone').verdict).toBe('ok');
  expect(checkOf(report, 'VOXO tenant').verdict).toBe('ok');
});

test('a wrong password is tried once', async () => {
  const report = await examined({ ...settingsOf(patient), DIALER_PASS: 'not-the-password' });
  expect(complaints(report)).toEqual({ 'dialer login': 'fault' });
  expect(checkOf(report, 'dialer login').advice).toContain('DIALER_PASS');
  expect(patient.dialer.requests.filter(({ action }) => action !== 'call-reports').length).toBe(1);
  expect(exitCodeOf(report)).toBe(2);
  expect(JSON.stringify(report)).not.toContain('not-the-password');
});

test('a locked account is not taken for a wrong password', async () => {
  for (const { name } of READS)
    if (name !== 'call-reports')
      patient.dialer.answer(name, { result: 'error', message: 'Too many login attempts, wait 15 minutes' });
  const report = await examined(settingsOf(patient));
  expect(complaints(report)).toEqual({ 'dialer login': 'fault' });
  expect(checkOf(report, 'dialer login').finding).toContain('locked');
  expect(checkOf(report, 'dialer login').advice).toContain('Wait 15 minutes');
});

test('a refusal in unknown words is not taken for a login', async () => {
  for (const { name } of READS)
    if (name !== 'call-reports')
      patient.dialer.answer(name, { result: 'error', message: 'Licence of Jane Doe expired' });
  const report = await examined(settingsOf(patient));
  expect(complaints(report)).toEqual({ 'dialer answer': 'fault' });
  expect(JSON.stringify(report)).not.toContain('Jane Doe');
  expect(patient.dialer.requests.filter(({ action }) => action !== 'call-reports').length).toBe(2);
});

test('a missing right is a warning about its action', async () => {
  patient.dialer.answer('exportPauseReport', {
    result: 'error',
    message: 'You do not have permission to view it',
  });
  const report = await examined(settingsOf(patient));
  expect(complaints(report)).toEqual({ exportPauseReport: 'warning' });
  expect(exitCodeOf(report)).toBe(1);
});

test('a missing right to the first action is not a refused login', async () => {
  patient.dialer.answer('goGetTotalAgentsCall', { result: 'error', message: 'You do not have permission' });
  expect(complaints(await examined(settingsOf(patient)))).toEqual({ goGetTotalAgentsCall: 'warning' });
});

test('prints nothing of a person, and no secret', async () => {
  const report = JSON.stringify(await examined(settingsOf(patient)));
  const { agents, leads } = patient.simulator.centre;
  const personal = [
    ...agents.map(({ username }) => username),
    ...leads.rows.flatMap(({ phoneNumber, lastName }) => [phoneNumber, lastName]),
    patient.simulator.pass,
    patient.simulator.voxoToken,
  ];
  expect(personal.length).toBeGreaterThan(20);
  expect(personal.filter((text) => text.length > 3 && report.includes(text))).toEqual([]);
});

test('a configuration with errors is said line by line, and nothing is called', async () => {
  const report = await examined({ ...settingsOf(patient), DIALER_TIMEZONE: 'Chicago', PORT: 'http' });
  expect(complaints(report)).toEqual({ configuration: 'fault' });
  expect(new Set(report.checks.map(({ finding }) => finding.split(' ')[0]))).toEqual(
    new Set(['DIALER_TIMEZONE', 'PORT']),
  );
  expect(patient.dialer.requests.length).toBe(0);
});

test('a file of secrets that cannot be read is a fault of the configuration', async () => {
  const { DIALER_PASS: _, ...others } = settingsOf(patient);
  const report = await examined({
    ...others,
    DIALER_PASS_FILE: '/nowhere/pass',
    TRUSTED_DOCUMENTS: '/nowhere/documents',
  });
  expect(report.checks.map(({ name, verdict, finding }) => [name, verdict, finding.split(' ')[0]])).toEqual([
    ['configuration', 'fault', 'DIALER_PASS_FILE'],
    ['configuration', 'fault', 'TRUSTED_DOCUMENTS'],
  ]);
});
