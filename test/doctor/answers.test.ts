/** Faults of the dialer's answers, and its speed. */
import { describe, expect, test } from 'vitest';
import { checkOf, commonPatient, complaints, examined, READS, settingsOf } from './patient.ts';

const patient = commonPatient();

describe('answers', () => {
  test('a renamed member is drift, and its new name is guessed', async () => {
    patient.alter('inbound_cdr', (text) =>
      text
        .replaceAll('"term_reason"', '"termination_reason"')
        .replaceAll('"queue_position"', '"queueposition"'),
    );
    const report = await examined(settingsOf(patient));
    expect(complaints(report)).toEqual({ inbound_cdr: 'warning' });
    const { finding } = checkOf(report, 'inbound_cdr');
    expect(finding).toContain('term_reason');
    expect(finding).toContain('queue_position (renamed to queueposition?)');
  });

  test('a renamed identity makes the action unusable', async () => {
    patient.alter('goGetAllUsers', (text) => text.replaceAll('"user":', '"login":'));
    const report = await examined(settingsOf(patient));
    expect(complaints(report)).toEqual({ goGetAllUsers: 'fault' });
    expect(checkOf(report, 'goGetAllUsers').finding).toContain('user');
  });

  test('values of another kind are counted, and not shown', async () => {
    patient.alter('outbound_cdr', (text) =>
      text.replaceAll(/"queue_time":"\d+"/g, '"queue_time":"canary-value"'),
    );
    const report = await examined(settingsOf(patient));
    expect(complaints(report)).toEqual({ outbound_cdr: 'warning' });
    expect(checkOf(report, 'outbound_cdr').finding).toContain('queue_time');
    expect(JSON.stringify(report)).not.toContain('canary-value');
  });

  test('an action that fails, and one that does not exist', async () => {
    patient.dialer.answer('agent_cdr', { status: 500, body: '' });
    patient.dialer.answer('getAllProfiles', { code: '40001', message: 'Unknown API action' });
    const report = await examined(settingsOf(patient));
    expect(complaints(report)).toEqual({ agent_cdr: 'fault', getAllProfiles: 'fault' });
  });
});

describe('speed', () => {
  test('a dialer that does not answer in time gets few calls', async () => {
    for (const { name } of READS)
      if (name !== 'call-reports') patient.dialer.answer(name, { delayMs: 2_000_000_000, body: '' });
    const report = await examined({ ...settingsOf(patient), DIALER_TIMEOUT_MS: '200' });
    expect(complaints(report)).toEqual({ 'dialer answer': 'fault' });
    expect(checkOf(report, 'dialer answer').finding).toContain('0.2 s');
    expect(patient.dialer.requests.filter(({ action }) => action !== 'call-reports').length).toBe(2);
  });

  test('slow answers are a warning', async () => {
    for (const { name } of READS)
      patient.dialer.answer(name, async (_, request) => ({
        ...(await patient.passOn(request)),
        delayMs: 60,
      }));
    const report = await examined(settingsOf(patient), { slowMs: 50 });
    expect(complaints(report)).toEqual({ 'dialer speed': 'warning' });
  });

  test('no call begins after the longest time', async () => {
    const report = await examined(settingsOf(patient), { mostMs: 0 });
    expect(complaints(report)).toEqual({});
    expect(Object.keys(patient.dialer.counts()).toSorted()).toEqual(['call-reports', 'goGetTotalAgentsCall']);
    expect(checkOf(report, 'goGetAllUsers').verdict).toBe('skipped');
  });
});
