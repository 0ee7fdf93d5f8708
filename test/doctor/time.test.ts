/** Faults of the dialer's clock and zone. */
import { expect, test } from 'vitest';
import {
  checkOf,
  commonPatient,
  complaints,
  dated,
  examined,
  NOW,
  ownPatient,
  READS,
  settingsOf,
} from './patient.ts';

const patient = commonPatient();

test.each([
  ['UTC', /6 h behind .*UTC-06:00/],
  // An hour, half an hour, and a day.
  ['America/New_York', /1 h behind .*America\/Chicago/],
  ['America/Denver', /1 h ahead .*America\/Chicago/],
  ['Asia/Kolkata', /11 h 30 min behind/],
  ['Pacific/Kiritimati', /20 h behind/],
])('the zone %s in place of America/Chicago', async (zone, words) => {
  const report = await examined({ ...settingsOf(patient), DIALER_TIMEZONE: zone });
  expect(complaints(report)).toEqual({ 'dialer zone': 'fault' });
  const { finding, advice } = checkOf(report, 'dialer zone');
  expect(`${finding} ${advice}`).toMatch(words);
});

test.each(['UTC', 'America/Denver', 'Pacific/Kiritimati'])(
  'the zone %s, if no call tells when it began',
  async (zone) => {
    patient.alter('inbound_cdr', (text) =>
      text.replaceAll(/"uniq1":"[^"]*"/g, '"uniq1":"1234567890.000001"'),
    );
    const report = await examined({ ...settingsOf(patient), DIALER_TIMEZONE: zone });
    expect(complaints(report)).toEqual({ 'dialer zone': 'fault' });
  },
);

test('the day alone tells a zone, if there are no calls', async () => {
  for (const name of ['inbound_cdr', 'outbound_cdr', 'agent_cdr', 'exportAgentReport'])
    patient.dialer.answer(name, dated({ body: '{"result":"No Available Data"}' }, NOW));
  patient.alter('goGetTotalAgentsCall', (text) => text.replace(/"data":"?\d+"?/, '"data":0'));
  const healthy = await examined(settingsOf(patient));
  expect(complaints(healthy)).toEqual({});
  expect(checkOf(healthy, 'dialer zone').verdict).toBe('skipped');
  const report = await examined({ ...settingsOf(patient), DIALER_TIMEZONE: 'Pacific/Kiritimati' });
  expect(complaints(report)).toEqual({ 'dialer zone': 'fault' });
});

test.each([10, -10])('a Date header that is %d minutes ahead', async (minutes) => {
  for (const { name } of READS)
    patient.dialer.answer(name, async (_, request) =>
      dated(await patient.passOn(request), NOW + minutes * 60_000),
    );
  const report = await examined(settingsOf(patient));
  expect(complaints(report)).toEqual({ 'dialer clock': 'fault' });
  expect(checkOf(report, 'dialer clock').finding).toContain(`10 min ${minutes > 0 ? 'ahead of' : 'behind'}`);
});

test.each([10, -10])('a database whose clock is %d minutes ahead', async (minutes) => {
  const other = await ownPatient({ aheadMs: minutes * 60_000, callsPerDay: 3000 });
  expect(complaints(await examined(settingsOf(other)))).toEqual({
    'dialer clock': minutes > 0 ? 'fault' : 'warning',
  });
});

test('rows of long ago say nothing about zone and clock', async () => {
  for (const name of ['inbound_cdr', 'outbound_cdr', 'agent_cdr', 'exportAgentReport', 'agent_summary_stats'])
    patient.alter(name, (text) => text.replaceAll(/2026-1[12]-\d\d/g, '2025-05-06'));
  const report = await examined(settingsOf(patient));
  expect(complaints(report)).toEqual({});
  expect(checkOf(report, 'dialer zone').verdict).toBe('skipped');
});

test.each(['America/Halifax', 'America/Sao_Paulo'])(
  'half an hour from %s is found without ids, too',
  async (zoneName) => {
    const other = await ownPatient({ zone: 'America/St_Johns' });
    other.alter('inbound_cdr', (text) => text.replaceAll(/"uniq1":"[^"]*"/g, '"uniq1":""'));
    const report = await examined({ ...settingsOf(other), DIALER_TIMEZONE: zoneName });
    expect(complaints(report)).toEqual({ 'dialer zone': 'fault' });
    expect(checkOf(report, 'dialer zone').advice).toContain('America/St_Johns');
  },
);
