import { describe, expect, onTestFinished, test } from 'vitest';
import { startApi, summary, type Api } from '../../support/api.ts';
import { graphql } from '../../support/gql/gql.ts';
import { startOtherDialer } from '../../support/otherDialer.ts';
import type { ScriptedServer } from '../../support/scriptedServer.ts';
import {
  accountAt,
  addedLine,
  scriptedDialer,
  simulatorForThisTest,
  startLeadApi,
} from '../../support/leadApi.ts';

// Every field there is.
graphql(/* GraphQL */ `
  fragment WholeLead on Lead {
    id leadId listId status agent { username } title firstName middleInitial lastName
    phoneNumber altPhoneNumber email gender dateOfBirth comments isCustomer
    address { line1 line2 line3 city state province postalCode countryCode }
    customFields { name value }
  }
`);

const WHOLE_LEAD = graphql(/* GraphQL */ `
  query LeadLookedUp($id: ID!) { lead(leadId: $id) { ...WholeLead } }
`);

const LEAD_NAME = graphql(/* GraphQL */ `query LeadName { lead(leadId: "304") { firstName } }`);

const LEAD = {
  lead_id: 304,
  list_id: '22799125',
  title: 'Lic',
  first_name: 'José',
  middle_initial: 'M',
  last_name: "O'Hara",
  phone_number: 8004321000,
  alt_phone: '5587654321',
  email: 'jose@example.org',
  address1: 'Av. Reforma 123',
  address2: 'Interior 4B',
  address3: 'Col. Centro',
  city: 'Querétaro',
  state: 'QT',
  province: 'Querétaro',
  postal_code: '44100',
  country_code: 'MX',
  gender: 'F',
  date_of_birth: '1980-12-31',
  status: 'PU',
  user: 'maria.ortiz',
  comments: 'Asked for a call.',
};

const MODEL = {
  id: Buffer.from('Lead:304').toString('base64url'),
  leadId: '304',
  listId: '22799125',
  status: 'PU',
  agent: { username: 'maria.ortiz' },
  title: 'Lic',
  firstName: 'José',
  middleInitial: 'M',
  lastName: "O'Hara",
  phoneNumber: '8004321000',
  altPhoneNumber: '5587654321',
  email: 'jose@example.org',
  gender: 'FEMALE',
  dateOfBirth: '1980-12-31',
  comments: 'Asked for a call.',
  isCustomer: true,
  address: {
    line1: 'Av. Reforma 123',
    line2: 'Interior 4B',
    line3: 'Col. Centro',
    city: 'Querétaro',
    state: 'QT',
    province: 'Querétaro',
    postalCode: '44100',
    countryCode: 'MX',
  },
  customFields: [
    { name: 'favorite_color', value: 'azul' },
    { name: 'loan_amount', value: '1500.5' },
    { name: 'note', value: null },
    { name: 'broken', value: null },
  ],
};

const CUSTOM = { favorite_color: 'azul', loan_amount: 1500.5, note: '', broken: { a: 1 } };

/** Answers with the lead of the id that was asked for. */
const leadOf = (fields: URLSearchParams): object => ({
  result: 'success',
  lead_info: { ...LEAD, lead_id: fields.get('lead_id') ?? '' },
  custom_info: CUSTOM,
  is_customer: '1',
});

async function setUp(answer: Parameters<ScriptedServer['answer']>[1] = leadOf): Promise<Api> {
  const dialer = await startOtherDialer();
  onTestFinished(() => dialer.close());
  dialer.answer('goGetCustomerInfo', answer);
  return startApi({}, dialer);
}

/** Each goGetCustomerInfo's fields behind the account and the action. */
const asked = ({ dialer }: Pick<Api, 'dialer'>): Record<string, string>[] =>
  dialer.requests
    .filter(({ action }) => action === 'goGetCustomerInfo')
    .map(({ fields }) => Object.fromEntries(fields.slice(4)));

const nothing = (model: object) => Object.fromEntries(Object.keys(model).map((name) => [name, null]));

describe('Query.lead', () => {
  test('gives every field, custom ones too', async () => {
    const api = await setUp();
    expect(await api.data(WHOLE_LEAD, { id: '304' })).toEqual({ lead: MODEL });
    expect(asked(api)).toEqual([{ lead_id: '304', goLeadID: '304' }]);
    const [request] = api.dialer.requests;
    expect(request).toMatchObject({ method: 'POST', path: '/goAPIv2/goAgent/goAPI.php' });
    expect([...(request?.query ?? [])]).toEqual([]);
  });

  test('sends the number along where it is given', async () => {
    const api = await setUp();
    await api.data(
      graphql(/* GraphQL */ `
        query LeadByNumberToo { lead(leadId: 304, phoneNumber: "8004321000") { firstName } }
      `),
    );
    expect(asked(api)).toEqual([{ lead_id: '304', phone_number: '8004321000', goLeadID: '304' }]);
  });

  test('knows what is empty', async () => {
    const api = await setUp({
      result: 'success',
      lead_info: {
        lead_id: '304',
        list_id: '0',
        first_name: '',
        gender: 'x',
        date_of_birth: '0000-00-00',
        user: '',
      },
      custom_info: null,
      is_customer: 0,
    });
    const { id, leadId, address, ...rest } = MODEL;
    expect(await api.data(WHOLE_LEAD, { id: '304' })).toEqual({
      lead: { ...nothing(rest), id, leadId, isCustomer: false, address: nothing(address), customFields: [] },
    });
  });

  test.each([
    { result: 'error', message: "Lead ID '304' does NOT exist on the database" },
    { result: 'error', message: "Lead ID '' does NOT exist on the database" },
    { result: 'error', message: 'No Available Data' },
    { result: 'success', lead_info: null, custom_info: null, is_customer: 0 },
    { result: 'success', lead_info: false, custom_info: null, is_customer: 0 },
    { result: 'success', lead_info: [], custom_info: [], is_customer: 0 },
  ])('is null for an unknown lead: %j', async (answer) => {
    const api = await setUp(answer);
    expect(await api.data(WHOLE_LEAD, { id: '304' })).toEqual({ lead: null });
    const node = graphql(/* GraphQL */ `query LeadNode($id: ID!) { node(id: $id) { id } }`);
    expect(await api.data(node, { id: MODEL.id })).toEqual({ node: null });
  });

  test('an id without a digit, and 0, is nobody’s, and costs nothing', async () => {
    const api = await setUp();
    const document = graphql(/* GraphQL */ `
      query LeadsOfNobody {
        a: lead(leadId: "") { firstName } b: lead(leadId: "abc") { leadId } c: lead(leadId: 0) { leadId }
      }
    `);
    expect(await api.data(document)).toEqual({ a: null, b: null, c: null });
    expect(api.dialer.requests).toHaveLength(0);
  });

  test.each([
    ['an empty 500', { status: 500, body: '' }, 'DIALER_UNAVAILABLE'],
    ['another lead', { ...leadOf(new URLSearchParams({ lead_id: '305' })) }, 'DIALER_BAD_RESPONSE'],
    ['a lead without an id', { result: 'success', lead_info: { first_name: 'José' } }, 'DIALER_BAD_RESPONSE'],
    ['a success without a lead', { result: 'success' }, 'DIALER_BAD_RESPONSE'],
    ['nothing', '', 'DIALER_BAD_RESPONSE'],
    ['a refused login', { result: 'error', message: 'Invalid Username/Password' }, 'DIALER_UNAUTHORIZED'],
    // So an ancestor says that it read no id at all, of a lead that is there too.
    [
      'an id that was not read',
      { result: 'error', message: 'You did NOT specify a valid Lead ID' },
      'DIALER_REFUSED',
    ],
    ['a session that is not there', { result: 'error', message: 'Session user not found' }, 'DIALER_REFUSED'],
  ])('%s is an error, no null lead', async (_, answer, code) => {
    const api = await setUp(answer);
    const { data, errors } = await api.query(LEAD_NAME);
    expect(data).toEqual({ lead: null });
    expect(errors.map(summary)).toMatchObject([{ path: 'lead', code, action: 'goGetCustomerInfo' }]);
  });

  test('two leads: the fault of one leaves the other alone', async () => {
    const api = await setUp((fields) =>
      fields.get('lead_id') === '305' ? { status: 500, body: '' } : leadOf(fields),
    );
    const { data, errors } = await api.query(
      graphql(/* GraphQL */ `
        query TwoLeads { a: lead(leadId: "304") { firstName } b: lead(leadId: "305") { firstName } }
      `),
    );
    expect(data).toEqual({ a: { firstName: 'José' }, b: null });
    expect(errors.map(({ path }) => path)).toEqual([['b']]);
  });
});

describe('a Lead as a Node', () => {
  test('is found by its id, and once for many', async () => {
    const api = await setUp();
    const document = graphql(/* GraphQL */ `
      query LeadThreeTimes($id: ID!) {
        node(id: $id) { __typename ...WholeLead }
        nodes(ids: [$id, $id]) { id }
        lead(leadId: "304") { id }
      }
    `);
    expect(await api.data(document, { id: MODEL.id })).toEqual({
      node: { __typename: 'Lead', ...MODEL },
      nodes: [{ id: MODEL.id }, { id: MODEL.id }],
      lead: { id: MODEL.id },
    });
    expect(asked(api)).toEqual([{ lead_id: '304', goLeadID: '304' }]);
  });
});

const HOPPER_LEAD = '20260512000301';
const PERIOD = { from: '2026-05-11', to: '2026-05-11' };
const CALLS = {
  result: 'success',
  data: {
    rows: [
      {
        call_date: '2026-05-11 10:00:00',
        src: '1',
        dst: '5550199999',
        agent: 'Maria.ORTIZ',
        campaign: 'RENEWALS',
        call_type: 'Dialer',
        lead_id: HOPPER_LEAD,
      },
      {
        call_date: '2026-05-11 11:00:00',
        src: '1',
        dst: '5550199999',
        agent: 'Maria.ORTIZ',
        campaign: 'RENEWALS',
        call_type: 'Dialer',
        lead_id: HOPPER_LEAD,
      },
      {
        call_date: '2026-05-11 12:00:00',
        src: '1',
        dst: '5550188888',
        agent: 'Maria.ORTIZ',
        campaign: 'RENEWALS',
        call_type: 'Dialer',
        lead_id: '',
      },
    ],
  },
};

const twoAdds = (fields: string): string => `mutation {
  addLeads(inputs: [{ phoneNumber: "7275551111", source: "test" }, { phoneNumber: "7275551112", source: "test" }]) {
    results { ... on AddLeadSuccess { lead { ${fields} } } ... on DuplicateLead { existingLead { ${fields} } } }
  } }`;

describe('a lead met elsewhere', () => {
  test('by its key costs nothing', async () => {
    const api = await setUp();
    api.dialer.answer('outbound_cdr', CALLS);
    const document = graphql(/* GraphQL */ `
      query LeadKeys($period: PeriodInput!) {
        campaign(campaignId: "50010") { hopper { nodes { lead { __typename id leadId } } } }
        outboundCalls(period: $period) { nodes { lead { id leadId } } }
      }
    `);
    const { campaign } = await api.data(document, { period: PERIOD });
    expect(campaign?.hopper?.nodes[0]?.lead).toEqual({
      __typename: 'Lead',
      id: Buffer.from(`Lead:${HOPPER_LEAD}`).toString('base64url'),
      leadId: HOPPER_LEAD,
    });
    expect(asked(api)).toEqual([]);
  });

  test('in the hopper, of calls, of a live agent and looked up at once is one call', async () => {
    const api = await setUp();
    api.dialer.answer('outbound_cdr', CALLS);
    const lead = { lead: { leadId: HOPPER_LEAD, firstName: 'José' } };
    const document = graphql(/* GraphQL */ `
      query LeadFromEverywhere($id: ID!, $period: PeriodInput!) {
        campaign(campaignId: "50010") { hopper(first: 1) { nodes { lead { leadId firstName } } } }
        outboundCalls(period: $period) { nodes { lead { leadId firstName } } }
        agent(username: "maria.ortiz") { live { lead { leadId firstName } } }
        lead(leadId: $id) { leadId firstName }
      }
    `);
    expect(await api.data(document, { id: HOPPER_LEAD, period: PERIOD })).toEqual({
      campaign: { hopper: { nodes: [lead] } },
      outboundCalls: { nodes: expect.arrayContaining([{ lead: null }, lead, lead]) },
      agent: { live: lead },
      ...lead,
    });
    expect(asked(api)).toHaveLength(1);
  });

  test('in the hopper goes with its number, of a call by its id alone', async () => {
    const hopper = await setUp();
    await hopper.data(
      graphql(/* GraphQL */ `
        query LeadOfHopper {
          campaign(campaignId: "50010") { hopper(first: 1) { nodes { lead { firstName } } } }
        }
      `),
    );
    expect(asked(hopper)).toEqual([
      { lead_id: HOPPER_LEAD, phone_number: '5550107701', goLeadID: HOPPER_LEAD },
    ]);
    const call = await setUp();
    call.dialer.answer('outbound_cdr', CALLS);
    const leadOfCall = graphql(/* GraphQL */ `
      query LeadOfCall($period: PeriodInput!) { outboundCalls(period: $period) { nodes { lead { firstName } } } }
    `);
    await call.data(leadOfCall, { period: PERIOD });
    expect(asked(call)).toEqual([{ lead_id: HOPPER_LEAD, goLeadID: HOPPER_LEAD }]);
    const live = await setUp();
    await live.data(
      graphql(/* GraphQL */ `
        query LeadOfLive { agent(username: "maria.ortiz") { live { lead { firstName } } } }
      `),
    );
    expect(asked(live)).toEqual([{ lead_id: HOPPER_LEAD, goLeadID: HOPPER_LEAD }]);
  });

  test('seven leads of a hopper are seven calls, whatever is asked of them', async () => {
    const api = await setUp();
    await api.data(
      graphql(/* GraphQL */ `
        query LeadsOfHopper { campaign(campaignId: "50010") { hopper { nodes { lead { ...WholeLead } } } } }
      `),
    );
    expect(new Set(asked(api).map(({ lead_id }) => lead_id)).size).toBe(7);
    expect(asked(api)).toHaveLength(7);
  });

  test('that was just added, or is there already, is looked up by its id', async () => {
    const dialer = await scriptedDialer();
    dialer.answer('goGetCustomerInfo', leadOf);
    dialer.answer('add_lead', (fields) =>
      fields.get('phone_number') === '7275551111'
        ? addedLine(fields, 901)
        : `ERROR: add_lead DUPLICATE PHONE NUMBER IN SYSTEM - 7275551112|999|902|101\n`,
    );
    const api = await startLeadApi(accountAt(dialer));
    expect(await api.data(twoAdds('leadId'))).toEqual({
      addLeads: { results: [{ lead: { leadId: '901' } }, { existingLead: { leadId: '902' } }] },
    });
    expect(asked({ dialer })).toEqual([]);
    expect(await api.data(twoAdds('leadId firstName'))).toEqual({
      addLeads: {
        results: [
          { lead: { leadId: '901', firstName: 'José' } },
          { existingLead: { leadId: '902', firstName: 'José' } },
        ],
      },
    });
    expect(asked({ dialer })).toEqual([
      { lead_id: '901', goLeadID: '901' },
      { lead_id: '902', goLeadID: '902' },
    ]);
  });

  test('whose look-up fails takes nothing from what became of the add', async () => {
    const dialer = await scriptedDialer();
    dialer.answer('goGetCustomerInfo', { status: 500, body: '' });
    dialer.answer('add_lead', (fields) => addedLine(fields, 901));
    const api = await startLeadApi(accountAt(dialer));
    const { data, errors } = await api.query(
      graphql(/* GraphQL */ `
        mutation AddLeadAndRead {
          addLead(input: { phoneNumber: "7275551111", source: "test" }) {
            ... on AddLeadSuccess { leadId lead { firstName } }
          }
        }
      `),
    );
    expect(data).toEqual({ addLead: { leadId: '901', lead: null } });
    expect(errors).toHaveLength(1);
  });
});

test('what was added is what is read', async () => {
  const simulator = await simulatorForThisTest();
  const api = await startLeadApi(simulator);
  const [list] = simulator.centre.lists;
  const given = {
    firstName: 'José',
    lastName: 'Ohara',
    middleInitial: 'Ñ',
    title: 'Dra.',
    comments: 'Núñez; Ltd & Co = 100%',
    email: 'a@b.c',
    gender: 'FEMALE',
    dateOfBirth: '1980-12-31',
    altPhoneNumber: '7275559999',
    phoneNumber: '7275551111',
    listId: list?.id,
    address: {
      line1: '1',
      line2: '2',
      line3: '3',
      city: 'Querétaro',
      state: 'QT',
      province: 'P',
      postalCode: '44',
      countryCode: 'MEX',
    },
  };
  const told = await api.add({ ...given, source: 'test' });
  if (told.type !== 'AddLeadSuccess') throw new Error('It was not added.');
  expect(await api.data(WHOLE_LEAD, { id: told.leadId })).toMatchObject({
    lead: { ...given, leadId: told.leadId, status: 'NEW', isCustomer: false },
  });
});
