import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSimulator, type Simulator } from '../../src/simulator/server.ts';
import { addLead, ask, at, hear, NOW, rowsAt } from './asking.ts';

let simulator: Simulator;
let documented: Simulator;
beforeAll(async () => {
  simulator = await startSimulator({ agents: 20, now: () => NOW });
  documented = await startSimulator({ agents: 20, now: () => NOW, addLeadFieldOrder: 'documented' });
});
afterAll(() => Promise.all([simulator.close(), documented.close()]));

let nextPhone = 7_275_560_000;
const freePhone = (): string => String((nextPhone += 1));
const list = (index: number): string => simulator.centre.lists[index]?.id ?? '';
const newest = () => simulator.leads.at(-1);

describe('LEAD HAS BEEN ADDED', () => {
  it("comes in the ancestor's order, and in the documents' where that is asked for", async () => {
    const phone = freePhone();
    const [ours, theirs] = [
      await addLead(simulator, { phone_number: phone }),
      await addLead(documented, { phone_number: phone }),
    ];
    const { leadId } = newest() ?? {};
    expect(ours).toBe(
      `SUCCESS: add_lead LEAD HAS BEEN ADDED - ${phone}|999|${leadId}|-5|${simulator.user}\n`,
    );
    expect(theirs).toBe(
      `SUCCESS: add_lead LEAD HAS BEEN ADDED - ${phone}|${simulator.user}|999|${leadId}|-5\n`,
    );
  });

  it('is true: the lead can be looked up, under an id that grows', async () => {
    const before = newest()?.leadId ?? 0;
    await addLead(simulator, { phone_number: freePhone(), first_name: 'José', list_id: list(0) });
    const answer = await ask(simulator, 'goAgent', 'goGetCustomerInfo', { lead_id: String(before + 1) });
    expect(at(answer, 'lead_info.first_name')).toBe('José');
    expect(at(answer, 'lead_info.list_id')).toBe(Number(list(0)));
  });

  it('hides what was lost on the way', async () => {
    const text = await addLead(simulator, {
      phone_number: '(727) 556-9001',
      list_id: '12',
      state: 'California',
      country_code: 'MEXICO',
      date_of_birth: '31/12/1980',
      comments: 'a "b" + c',
      add_to_hopper: 'y',
    });
    // A flag in lower case is not read, and nobody is told.
    expect(text).not.toContain('HOPPER');
    expect(newest()).toMatchObject({
      phoneNumber: '7275569001',
      listId: '999',
      state: 'Ca',
      countryCode: 'MEX',
      dateOfBirth: '0000-00-00',
      comments: 'a b  c',
    });
  });
});

describe('the notices', () => {
  it('come in the order and with the glue of the ancestor', async () => {
    const phone = freePhone();
    const campaign = simulator.centre.campaigns[0]?.id ?? '';
    const text = await addLead(simulator, {
      phone_number: phone,
      list_id: list(0),
      campaign_id: campaign,
      nanpa_ac_prefix_check: 'Y',
      multi_alt_phones: '7275551212_1_work!7275551213_1_sister house',
      custom_fields: 'Y',
      favorite_color: 'blue',
      add_to_hopper: 'Y',
      hopper_priority: '500',
      callback: 'Y',
      callback_datetime: '3DAYS',
    });
    const { leadId, customFields, status } = newest() ?? {};
    const hopper = simulator.centre.campaigns
      .flatMap((one) => simulator.centre.hoppers.of(one))
      .find((entry) => entry.lead.leadId === leadId);
    expect(text).toBe(
      `NOTICE: add_lead NANPA options disabled, NANPA prefix data not loaded - 0|${simulator.user}\n` +
        `SUCCESS: add_lead LEAD HAS BEEN ADDED - ${phone}|${list(0)}|${leadId}|-5|${simulator.user}\n` +
        `7275551212|1|work7275551213|1|sister houseNOTICE: add_lead MULTI-ALT-PHONE NUMBERS LOADED - 2|${leadId}|${simulator.user}\n` +
        `NOTICE: add_lead CUSTOM FIELDS VALUES ADDED - ${phone}|${leadId}|${list(0)}|1\n` +
        `NOTICE: add_lead ADDED TO HOPPER - ${phone}|${leadId}|${hopper?.hopperId}|${simulator.user}\n` +
        `NOTICE: add_lead SCHEDULED CALLBACK ADDED - ${leadId}|${campaign}|2026-11-23 21:00:00|ANYONE||CALLBK\n`,
    );
    expect(customFields).toMatchObject({ favorite_color: 'blue' });
    expect(status).toBe('CBHOLD');
    const inHopper = rowsAt(
      await ask(simulator, 'goCampaigns', 'getLeadsOnHopper', { campaign_id: campaign }),
    );
    expect(inHopper.at(-1)).toMatchObject({ lead_id: String(leadId), priority: 99 });
  });

  it('say why a custom field, a hopper or a callback came to nothing', async () => {
    const campaign = simulator.centre.campaigns[0]?.id ?? '';
    const callback = { callback: 'Y', callback_datetime: 'NOW' };
    expect(
      await addLead(simulator, { phone_number: freePhone(), list_id: list(1), custom_fields: 'Y' }),
    ).toContain('NOTICE: add_lead CUSTOM FIELDS NOT ADDED, NO CUSTOM FIELDS DEFINED FOR THIS LIST - ');
    expect(
      await addLead(simulator, { phone_number: freePhone(), list_id: list(3), custom_fields: 'Y' }),
    ).toContain('NOTICE: add_lead CUSTOM FIELDS NOT ADDED, NO FIELDS DEFINED - ');
    // The lists of the eighth campaign are never open.
    const closed = await addLead(simulator, {
      phone_number: freePhone(),
      list_id: list(14),
      add_to_hopper: 'Y',
      hopper_local_call_time_check: 'Y',
    });
    expect(closed).toMatch(/NOTICE: add_lead NOT ADDED TO HOPPER, OUTSIDE OF LOCAL TIME - \d+\|\d+\|-5\|0\|/);
    expect(await addLead(simulator, { phone_number: freePhone(), campaign_id: '1', ...callback })).toMatch(
      /SCHEDULED CALLBACK NOT ADDED, CAMPAIGN NOT VALID - \d+\|1\n$/,
    );
    expect(newest()?.status).toBe('CBHOLD');
    const nobody = { callback_type: 'USERONLY', callback_user: 'No.Body' };
    expect(
      await addLead(simulator, { phone_number: freePhone(), campaign_id: campaign, ...callback, ...nobody }),
    ).toMatch(/SCHEDULED CALLBACK NOT ADDED, USER NOT VALID - \d+\|\d+\|No\.Body\|USERONLY\n$/);
  });
});

describe('the notices of the documents', () => {
  it('have an order of their own', async () => {
    const campaign = documented.centre.campaigns[0]?.id ?? '';
    const agent = documented.centre.agents[0]?.username ?? '';
    const phone = freePhone();
    const text = await addLead(documented, {
      phone_number: phone,
      list_id: list(0),
      campaign_id: campaign,
      multi_alt_phones: '7275551212_1_work',
      custom_fields: 'Y',
      add_to_hopper: 'Y',
      callback: 'Y',
      callback_datetime: '2026-12-01 10:30:00',
      callback_type: 'USERONLY',
      callback_user: agent,
      callback_status: 'CBK',
    });
    const { user } = documented;
    const leadId = documented.leads.at(-1)?.leadId;
    expect(text).toContain(`MULTI-ALT-PHONE NUMBERS LOADED - 1|${user}|${leadId}\n`);
    expect(text).toContain(`CUSTOM FIELDS VALUES ADDED - ${phone}|${leadId}|${list(0)}\n`);
    expect(text).toMatch(new RegExp(`ADDED TO HOPPER - ${phone}\\|${user}\\|${leadId}\\|\\d+\\n`));
    expect(text).toContain(
      `SCHEDULED CALLBACK ADDED - ${leadId}|2026-12-01 10:30:00|${campaign}|${agent}|USERONLY|CBK\n`,
    );
  });
});

describe('what the dialer looks up', () => {
  it("is the number's time zone and state", async () => {
    const fields = { lookup_state: 'Y', list_id: list(0) };
    expect(await addLead(simulator, { phone_number: '4155561234', ...fields })).toMatch(/\|-8\|Simulator/);
    expect(newest()?.state).toBe('CA');
    expect(await addLead(simulator, { phone_number: '5551234567', phone_code: '52' })).toMatch(/\|-6\|/);
  });
});

describe('the refusals', () => {
  it.each([
    [{ phone_number: '72755' }, 'add_lead INVALID PHONE NUMBER LENGTH - 72755|Simulator.Api'],
    [{ phone_number: 'abcdefgh' }, 'add_lead INVALID PHONE NUMBER LENGTH - |Simulator.Api'],
    [
      { phone_number: '7275569002,7275569003' },
      'add_lead INVALID PHONE NUMBER LENGTH - 7275569002,7275569003|Simulator.Api',
    ],
    [
      { phone_number: '7271551234', usacan_prefix_check: 'Y' },
      'add_lead INVALID PHONE NUMBER PREFIX - 7271551234|Simulator.Api',
    ],
    [
      { phone_number: '1115551234', usacan_areacode_check: 'Y' },
      'add_lead INVALID PHONE NUMBER AREACODE - 1115551234|Simulator.Api',
    ],
    [
      { phone_number: '7275551234', list_id: '12344', list_exists_check: 'y' },
      'add_lead NOT A DEFINED LIST ID, LIST EXISTS CHECK ENABLED - 7275551234|12344',
    ],
    [
      { phone_number: '7275550911', dnc_check: 'Y' },
      'add_lead PHONE NUMBER IN DNC - 7275550911|Simulator.Api',
    ],
    [
      { phone_number: '9005550000', dnc_check: 'AREACODE' },
      'add_lead PHONE NUMBER IN DNC - 9005550000|Simulator.Api',
    ],
  ])('%o', async (fields, line) => {
    const before = simulator.leads.length;
    expect(await addLead(simulator, fields)).toBe(`ERROR: ${line}\n`);
    expect(simulator.leads.length).toBe(before);
  });

  it('a number on the list of a campaign', async () => {
    const campaign = simulator.centre.campaigns[0]?.id ?? '';
    const fields = { phone_number: '7275550912', campaign_dnc_check: 'Y', campaign_id: campaign };
    expect(await addLead(simulator, fields)).toBe(
      `ERROR: add_lead PHONE NUMBER IN CAMPAIGN DNC - 7275550912|${campaign}|${simulator.user}\n`,
    );
  });

  it('a request without a source, or without a function', async () => {
    expect(await addLead(simulator, { source: 'x' })).toBe(
      'ERROR: Invalid Source - x\nERROR: Invalid Source: |x|\n',
    );
    expect(await addLead(simulator, { function: '' })).toBe('ERROR: NO FUNCTION SPECIFIED\n');
  });
});

describe('duplicate_check', () => {
  const person = { title: '1234', first_name: 'Bob', last_name: 'Smith' };
  const phone = '7275577001';
  const alt = '7275577002';
  let leadId = 0;
  beforeAll(async () => {
    await addLead(simulator, { phone_number: phone, alt_phone: alt, list_id: list(0), ...person });
    leadId = newest()?.leadId ?? 0;
  });

  it.each([
    ['DUPLIST', 0, phone, () => `PHONE NUMBER IN LIST - ${phone}|${list(0)}|${leadId}`],
    ['duplist', 0, phone, () => `PHONE NUMBER IN LIST - ${phone}|${list(0)}|${leadId}`],
    ['DUPCAMP', 1, phone, () => `PHONE NUMBER IN CAMPAIGN LISTS - ${phone}|${list(1)}|${leadId}|${list(0)}`],
    ['DUPSYS90DAY', 5, phone, () => `PHONE NUMBER IN SYSTEM - ${phone}|${list(5)}|${leadId}|${list(0)}`],
    ['DUPPHONEALTLIST', 0, alt, () => `PHONE NUMBER IN LIST - ${alt}|${list(0)}|${leadId}|ALT`],
    [
      'DUPPHONEALTSYS',
      5,
      phone,
      () => `PHONE NUMBER IN SYSTEM - ${phone}|${list(5)}|${leadId}|${list(0)}|PHONE`,
    ],
    [
      'DUPTITLEALTPHONELIST',
      0,
      '7275577003',
      () => `TITLE ALT_PHONE IN LIST - 1234|${alt}|${list(0)}|${leadId}`,
    ],
    [
      'DUPNAMEPHONESYS',
      5,
      phone,
      () => `NAME PHONE IN SYSTEM - Bob|Smith|${phone}|${list(5)}|${leadId}|${list(0)}`,
    ],
    [
      'DUPNAMEPHONESYS-DUPSYS-DUPLIST',
      0,
      phone,
      () => `PHONE NUMBER IN LIST - ${phone}|${list(0)}|${leadId}`,
    ],
  ])('%s', async (duplicate_check, index, phone_number, line) => {
    const fields = { phone_number, alt_phone: alt, list_id: list(index), duplicate_check, ...person };
    expect(await addLead(simulator, fields)).toBe(`ERROR: add_lead DUPLICATE ${line()}\n`);
  });

  it.each([
    ['DUPLIST', 1],
    ['DUPCAMP', 2],
    ['NOSUCH', 0],
  ])('%s lets list %i pass', async (duplicate_check, index) => {
    const fields = { phone_number: phone, list_id: list(index), duplicate_check };
    expect(await addLead(simulator, fields)).toMatch(/^SUCCESS/);
  });

  it('breaks on an apostrophe in a name', async () => {
    const fields = { phone_number: freePhone(), last_name: "O'Hara", duplicate_check: 'DUPNAMEPHONELIST' };
    expect(await addLead(simulator, fields)).toBe('');
  });

  it('is no lock: several of eight equal adds at once get through, and the ninth does not', async () => {
    const rounds = [];
    // The first round opens the connections; on a busy machine they come one after the other.
    for (let round = 0; round < 5; round += 1) {
      const fields = { phone_number: freePhone(), duplicate_check: 'DUPSYS' };
      const answers = await Promise.all(Array.from({ length: 8 }, () => addLead(simulator, fields)));
      rounds.push(answers.filter((answer) => answer.startsWith('SUCCESS')).length);
      expect(await addLead(simulator, fields)).toContain('DUPLICATE PHONE NUMBER IN SYSTEM');
    }
    expect(Math.max(...rounds)).toBeGreaterThan(1);
  });
});

describe('a lead added', () => {
  it('does not change the calls of the past', async () => {
    const past = { fromDate: '2026-11-03', toDate: '2026-11-03' };
    const fresh = await startSimulator({ agents: 20, now: () => NOW });
    try {
      await addLead(fresh, { phone_number: freePhone(), list_id: list(0) });
      const [added, untouched] = [
        await hear(fresh, 'goReports', 'agent_cdr', past),
        await hear(documented, 'goReports', 'agent_cdr', past),
      ];
      expect(added).toBe(untouched);
    } finally {
      await fresh.close();
    }
  });
});
