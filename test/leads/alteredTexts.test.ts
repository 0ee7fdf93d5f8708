import { describe, expect, test } from 'vitest';
import { addsOf, LEAD, rejectedFor, startAdding } from '../support/addingDialer.ts';
import { accountAt, addedLine, scriptedDialer, type LeadInput, type Told } from '../support/leadApi.ts';
import { startViewedApi, viewer } from '../support/viewers.ts';

const alteredIn = (told: Told) => (told.type === 'AddLeadSuccess' ? told.altered : []);

const byField = <One extends { readonly field: string }>(altered: readonly One[]): One[] =>
  altered.toSorted((a, b) => a.field.localeCompare(b.field));

/** `{ address: { city: 'x' } }` from `address.city` and 'x'; a number in a path is a place in a list. */
function at([name = '', ...rest]: readonly string[], value: unknown): LeadInput | unknown[] {
  const member = rest.length === 0 ? value : at(rest, value);
  return /^\d+$/.test(name) ? [member] : { [name]: member };
}

/** What a field needs beside itself. */
const BESIDE: Readonly<Record<string, LeadInput>> = {
  callback: { now: true },
  multiAltPhones: { phoneNumber: '7275551212' },
  customFields: { name: 'fav' },
};

function inputOf(path: string, value: string): LeadInput {
  const [name = '', ...rest] = path.split('.');
  const made = at([name, ...rest], value);
  const beside = BESIDE[name];
  if (Array.isArray(made)) throw new Error('A lead is no list.');
  const member = made[name];
  if (!beside) return { ...LEAD, ...made };
  return {
    ...LEAD,
    campaignId: 'TESTCAMP',
    [name]: Array.isArray(member)
      ? member.map((one: unknown) => Object.assign({}, beside, one))
      : Object.assign({}, beside, member),
  };
}

/** Every text that the dialer stores, in its wire form. */
const TEXTS: Readonly<Record<string, string>> = {
  source: 'source',
  vendorLeadCode: 'vendor_lead_code',
  sourceId: 'source_id',
  title: 'title',
  firstName: 'first_name',
  lastName: 'last_name',
  'address.line1': 'address1',
  'address.line2': 'address2',
  'address.line3': 'address3',
  'address.city': 'city',
  'address.province': 'province',
  'address.postalCode': 'postal_code',
  securityPhrase: 'security_phrase',
  comments: 'comments',
  owner: 'owner',
  'callback.status': 'callback_status',
  'callback.username': 'callback_user',
  'callback.comments': 'callback_comments',
  'multiAltPhones.0.note': 'multi_alt_phones',
  'customFields.0.value': 'fav',
};

describe('every text is told as it is stored', () => {
  test.each(Object.entries(TEXTS))('%s', async (field, wire) => {
    const { api, dialer } = await startAdding();
    for (const character of ['+', '"', "'", '\\']) {
      const sent = `a${character}b`;
      const told = await api.add(inputOf(field, sent));
      expect(alteredIn(told)).toEqual([{ field, sent, stored: 'ab' }]);
      expect(addsOf(dialer).at(-1)?.get(wire)).toContain(sent);
    }
    // Others are stored as they are: among them the typographic forms of those.
    expect(alteredIn(await api.add(inputOf(field, 'a’“')))).toEqual([]);
    expect(alteredIn(await api.add(inputOf(field, '<&;')))).toEqual([]);
  });

  test('an initial that is left out is told', async () => {
    const { api } = await startAdding();
    expect(alteredIn(await api.add({ ...LEAD, middleInitial: '"' }))).toEqual([
      { field: 'middleInitial', sent: '"', stored: '' },
    ]);
  });

  test('the second of a list is told by its place', async () => {
    const { api } = await startAdding();
    const told = await api.add({
      ...LEAD,
      multiAltPhones: [
        { phoneNumber: '7275551212', note: 'home' },
        { phoneNumber: '7275551213', note: 'a+b' },
      ],
      customFields: [
        { name: 'a', value: 'plain' },
        { name: 'b', value: '5" pipe' },
      ],
    });
    expect(byField(alteredIn(told))).toEqual([
      { field: 'customFields.1.value', sent: '5" pipe', stored: '5 pipe' },
      { field: 'multiAltPhones.1.note', sent: 'a+b', stored: 'ab' },
    ]);
  });

  test('a retry under the same key is told the same', async () => {
    const { api, dialer } = await startAdding();
    const lead = { ...LEAD, firstName: 'A+B', idempotencyKey: 'k' };
    const first = await api.add(lead);
    expect(alteredIn(first)).toEqual([{ field: 'firstName', sent: 'A+B', stored: 'AB' }]);
    expect(await api.add(lead)).toEqual(first);
    expect(addsOf(dialer)).toHaveLength(1);
  });
});

describe('letters outside ASCII', () => {
  // The last two have a letter and a combining accent, which is a character of its own.
  const TEXT = 'José 漢 😀 Jose\u0301 A\u030A';

  test('are kept, unless the installation drops them', async () => {
    const { api } = await startAdding();
    expect(alteredIn(await api.add({ ...LEAD, comments: TEXT }))).toEqual([]);
    const other = await startAdding({ LEADS_ACCENTS: 'dropped' });
    expect(alteredIn(await other.api.add({ ...LEAD, comments: TEXT }))).toEqual([
      { field: 'comments', sent: TEXT, stored: 'Jos   Jose A' },
    ]);
  });

  test('make another e-mail address if they are dropped', async () => {
    const lead = { ...LEAD, email: 'josé@example.com' };
    const { api } = await startAdding();
    expect(await api.add(lead)).toMatchObject({ type: 'AddLeadSuccess', altered: [] });
    const other = await startAdding({ LEADS_ACCENTS: 'dropped' });
    expect(await other.api.add(lead)).toMatchObject(rejectedFor('email'));
    expect(
      await other.api.query('query ($v: [AddLeadInput!]!) { validateLeads(inputs: $v) { fields } }', {
        v: [lead],
      }),
    ).toMatchObject({ data: { validateLeads: [{ fields: ['email'] }] } });
    expect(other.dialer.counts()).toEqual({});
  });
});

describe('line breaks', () => {
  test.each(['\n', '\r\n', '\r', '\u2028', '\u2029', '\u0085', '\v', '\f'])(
    '%j in notes is sent as one blank, and told',
    async (lineBreak) => {
      const { api, dialer } = await startAdding();
      const sent = `one${lineBreak}two`;
      const told = await api.add({
        ...LEAD,
        campaignId: 'A',
        comments: sent,
        callback: { now: true, comments: sent },
        customFields: [{ name: 'fav', value: sent }],
      });
      const fields = ['comments', 'callback.comments', 'customFields.0.value'];
      expect(byField(alteredIn(told))).toEqual(
        fields.toSorted().map((field) => ({ field, sent, stored: 'one two' })),
      );
      const [add] = addsOf(dialer);
      expect(['comments', 'callback_comments', 'fav'].map((name) => add?.get(name))).toEqual([
        'one two',
        'one two',
        'one two',
      ]);
    },
  );

  test.each(['\n', ' \r\n ', '\u2028', '\u0085'])('%j alone is a blank text: not given', async (comments) => {
    const { api, dialer } = await startAdding();
    expect(await api.add({ ...LEAD, comments })).toMatchObject({ type: 'AddLeadSuccess', altered: [] });
    expect(addsOf(dialer)[0]?.has('comments')).toBe(false);
  });

  test('in a name is refused', async () => {
    const { api, dialer } = await startAdding();
    expect(await api.add({ ...LEAD, firstName: 'A\u2028B' })).toMatchObject(rejectedFor('firstName'));
    expect(dialer.counts()).toEqual({});
  });
});

test('a viewer without pii:read sees which texts were altered, and none of them', async () => {
  const dialer = await scriptedDialer();
  dialer.answer('add_lead', (fields) => addedLine(fields));
  const viewed = await startViewedApi(accountAt(dialer), { LEAD_JOURNAL: ':memory:' });
  const query = `mutation ($input: AddLeadInput!) { addLead(input: $input) {
    ... on AddLeadSuccess { altered { field sent stored } } } }`;
  const variables = {
    input: {
      ...LEAD,
      firstName: 'Ann+Secret',
      comments: 'Secret\nnote',
      address: { line1: '"Secret" street' },
      customFields: [{ name: 'fav', value: 'Secret+' }],
    },
  };
  const writer = viewed.as(viewer(['leads:write']));
  const { data } = await writer.query(query, variables);
  const fields = ['firstName', 'comments', 'address.line1', 'customFields.0.value'];
  expect(data).toEqual({
    addLead: { altered: expect.toSatisfy((altered: unknown[]) => altered.length === fields.length) },
  });
  expect(data).toHaveProperty(
    'addLead.altered',
    expect.arrayContaining(fields.map((field) => ({ field, sent: null, stored: null }))),
  );
  expect(JSON.stringify(data) + viewed.log.join('')).not.toContain('Secret');
  const reader = viewed.as(viewer(['leads:write', 'pii:read']));
  expect(JSON.stringify(await reader.query(query, variables))).toContain('AnnSecret');
});
