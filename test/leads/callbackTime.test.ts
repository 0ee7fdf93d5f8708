import { describe, expect, test } from 'vitest';
import { addsOf, LEAD, rejectedFor, startAdding } from '../support/addingDialer.ts';

const campaignId = 'TESTCAMP';
const SECOND = 1000;
const DAY = 86_400_000;

/** The year after this one: each of its times lies ahead, and within two years. */
const year = new Date().getUTCFullYear() + 1;

/** The day of a month's nth Sunday, or of its last, `YYYY-MM-DD`. */
function sunday(month: number, nth: number | 'last'): string {
  const days = Array.from(
    { length: new Date(Date.UTC(year, month, 0)).getUTCDate() },
    (_, index) => new Date(Date.UTC(year, month - 1, index + 1)),
  ).filter((day) => day.getUTCDay() === 0);
  return (days.at(nth === 'last' ? -1 : nth - 1) ?? new Date(0)).toISOString().slice(0, 10);
}

const SPRING_US = sunday(3, 2);
const AUTUMN_US = sunday(11, 1);
const AUTUMN_EU = sunday(10, 'last');
const SPRING_EU = sunday(3, 'last');
const AUTUMN_LORD_HOWE = sunday(4, 1);

describe('the time of a callback in a zone whose clocks change', () => {
  test.each([
    ['America/Chicago', `${AUTUMN_US}T01:00:00-06:00`],
    ['America/Chicago', `${AUTUMN_US}T01:30:00-06:00`],
    ['America/Chicago', `${AUTUMN_US}T01:59:59-06:00`],
    ['America/Chicago', `${AUTUMN_US}T07:30:00Z`],
    ['Europe/Paris', `${AUTUMN_EU}T02:30:00+01:00`],
    ['Europe/London', `${AUTUMN_EU}T01:30:00Z`],
    // Its clocks go back by half an hour, from 02:00 to 01:30.
    ['Australia/Lord_Howe', `${AUTUMN_LORD_HOWE}T01:45:00+10:30`],
  ])('%s: %s is refused, since the dialer would take it for the first', async (DIALER_TIMEZONE, at) => {
    const { api, dialer } = await startAdding({ DIALER_TIMEZONE });
    expect(await api.add({ ...LEAD, campaignId, callback: { at } })).toMatchObject({
      ...rejectedFor('callback.at'),
      message: expect.stringContaining(DIALER_TIMEZONE),
    });
    expect(dialer.counts()).not.toHaveProperty('add_lead');
  });

  test.each([
    ['America/Chicago', `${AUTUMN_US}T01:30:00-05:00`, `${AUTUMN_US} 01:30:00`],
    ['America/Chicago', `${AUTUMN_US}T00:59:59-05:00`, `${AUTUMN_US} 00:59:59`],
    ['America/Chicago', `${AUTUMN_US}T02:00:00-06:00`, `${AUTUMN_US} 02:00:00`],
    // No clock there shows 02:30 on that day: that instant is 03:30.
    ['America/Chicago', `${SPRING_US}T02:30:00-06:00`, `${SPRING_US} 03:30:00`],
    ['Europe/Paris', `${SPRING_EU}T02:30:00+01:00`, `${SPRING_EU} 03:30:00`],
    ['Europe/Paris', `${AUTUMN_EU}T02:30:00+02:00`, `${AUTUMN_EU} 02:30:00`],
    ['Australia/Lord_Howe', `${AUTUMN_LORD_HOWE}T01:45:00+11:00`, `${AUTUMN_LORD_HOWE} 01:45:00`],
    // Clocks that never change.
    ['America/Phoenix', `${AUTUMN_US}T01:30:00-07:00`, `${AUTUMN_US} 01:30:00`],
    ['Asia/Kolkata', `${AUTUMN_US}T01:30:00+05:30`, `${AUTUMN_US} 01:30:00`],
    // The dialer has no parts of a second.
    ['UTC', `${AUTUMN_US}T01:30:00.999Z`, `${AUTUMN_US} 01:30:00`],
  ])('%s: %s is %s', async (DIALER_TIMEZONE, at, local) => {
    const { api, dialer } = await startAdding({ DIALER_TIMEZONE });
    expect(await api.add({ ...LEAD, campaignId, callback: { at } })).toMatchObject({
      type: 'AddLeadSuccess',
    });
    expect(addsOf(dialer).map((sent) => sent.get('callback_datetime'))).toEqual([local]);
  });
});

describe('the time of a callback', () => {
  test.each([
    ['a second ago', -SECOND],
    ['a day ago', -DAY],
    ['a day after two years', 2 * 365 * DAY + 2 * DAY],
    ['in the year 9999', Date.UTC(9999, 0) - Date.now()],
  ])('%s is refused', async (_, fromNow) => {
    const { api, dialer } = await startAdding({ DIALER_TIMEZONE: 'America/Chicago' });
    const callback = { at: new Date(Date.now() + fromNow).toISOString() };
    const [verdict] = await api
      .data('query ($v: [AddLeadInput!]!) { validateLeads(inputs: $v) { fields } }', {
        v: [{ ...LEAD, campaignId, callback }],
      })
      .then(({ validateLeads }) => (Array.isArray(validateLeads) ? validateLeads : []));
    expect(verdict).toEqual({ fields: ['callback.at'] });
    expect(await api.add({ ...LEAD, campaignId, callback })).toMatchObject(rejectedFor('callback.at'));
    expect(dialer.counts()).not.toHaveProperty('add_lead');
  });

  test.each([
    ['a minute ahead', 60 * SECOND],
    ['two years less a day ahead', 2 * 365 * DAY - DAY],
  ])('%s is sent', async (_, fromNow) => {
    const { api } = await startAdding({ DIALER_TIMEZONE: 'America/Chicago' });
    const callback = { at: new Date(Date.now() + fromNow).toISOString() };
    expect(await api.add({ ...LEAD, campaignId, callback })).toMatchObject({ type: 'AddLeadSuccess' });
  });

  test('without an offset is none', async () => {
    const { api, dialer } = await startAdding();
    const { errors } = await api.query('mutation ($v: AddLeadInput!) { addLead(input: $v) { __typename } }', {
      v: { ...LEAD, campaignId, callback: { at: `${year}-06-01T10:00:00` } },
    });
    expect(errors).toMatchObject([
      { message: expect.stringContaining('offset'), extensions: { code: 'BAD_USER_INPUT' } },
    ]);
    expect(dialer.counts()).toEqual({});
  });
});
