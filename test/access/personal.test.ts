import SchemaBuilder from '@pothos/core';
import {
  getNamedType,
  isInputObjectType,
  parse,
  subscribe,
  type GraphQLArgument,
  type GraphQLInputField,
} from 'graphql';
import { describe, expect, onTestFinished, test } from 'vitest';
import { PUBLIC } from '../../src/access/fieldPolicy.ts';
import { maskedPhone } from '../../src/access/personal.ts';
import { RULES } from '../../src/access/accessPlugin.ts';
import type { Viewer } from '../../src/access/viewer.ts';
import { summary, type Client } from '../support/api.ts';
import { NOT_PERSONAL, PERSONAL } from '../support/declaredAccess.ts';
import { DIALER_PASS, DIALER_USER } from '../support/otherDialer.ts';
import { numberOf, startPortfolioDialer, ZONE } from '../support/portfolioWorld.ts';
import { isInterfaceType, isObjectType, OWN_TYPES } from '../support/schemaFields.ts';
import type { ScriptedServer } from '../support/scriptedServer.ts';
import { scopesWithout, startViewedApi, viewer } from '../support/viewers.ts';

interface Declared {
  readonly name: string;
  /** The type's name. */
  readonly type: string;
  readonly personal: unknown;
}

const FIELDS = OWN_TYPES.flatMap((type) =>
  isObjectType(type) || isInterfaceType(type)
    ? Object.values(type.getFields()).map((field): Declared => ({
        name: `${type.name}.${field.name}`,
        type: getNamedType(field.type).name,
        personal: field.extensions['personal'],
      }))
    : [],
);

/** What one may ask by: the arguments of fields that read, and what stands below them. */
const INPUTS = OWN_TYPES.flatMap((type) =>
  (isObjectType(type) || isInterfaceType(type)) && type.name !== 'Mutation'
    ? Object.values(type.getFields()).flatMap((field) =>
        field.args.flatMap((argument) => inputsOf(`${type.name}.${field.name}`, argument)),
      )
    : [],
);

function inputsOf(at: string, input: GraphQLArgument | GraphQLInputField): Declared[] {
  const type = getNamedType(input.type);
  const name = `${at}(${input.name})`;
  const own = {
    name,
    type: type.name,
    personal: input.extensions['personal'],
  };
  if (!isInputObjectType(type)) return [own];
  return [own, ...Object.values(type.getFields()).flatMap((field) => inputsOf(name, field))];
}

const SOUNDS_PERSONAL =
  /phone|number|first ?name|last ?name|initial|title|address|street|line\d|city|state$|province|postal|country|birth|gender|mail|vendor|loan|comment|notice|caller ?id|with$|custom|value$|search|fullName/i;

/** No yes or no, and no count, tells who somebody is; of an object its own fields do. */
const TELLING = new Set(['String', 'ID', 'Date']);

const lookPersonal = (declared: readonly Declared[]): Declared[] =>
  declared.filter(
    ({ name, type }) => TELLING.has(type) && SOUNDS_PERSONAL.test(name.replace(/^.*[.(](\w+)\)*$/, '$1')),
  );

const notDeclared = (declared: readonly Declared[]): string[] =>
  lookPersonal(declared)
    .filter(({ personal }) => personal === undefined)
    .map(({ name }) => name)
    .toSorted();

describe('personal data', () => {
  test('is declared of each field and argument whose name suggests it, except of those with a reason', () => {
    expect(lookPersonal(FIELDS).length).toBeGreaterThan(35);
    expect(lookPersonal(INPUTS).length).toBeGreaterThan(3);
    // `validateLeads` checks leads that a caller wants to add, and reads none.
    const asked = INPUTS.filter(({ name }) => !name.startsWith('Query.validateLeads('));
    expect(notDeclared([...FIELDS, ...asked])).toEqual(Object.keys(NOT_PERSONAL).toSorted());
  });

  test('is in these fields, and in no others', () => {
    const told = Map.groupBy(
      FIELDS.filter(({ personal }) => personal !== undefined),
      ({ personal }) => String(personal),
    );
    expect(
      Object.fromEntries(
        [...told].map(([kind, fields]) => [kind, fields.map(({ name }) => name).toSorted()]),
      ),
    ).toEqual(Object.fromEntries(Object.entries(PERSONAL).map(([kind, names]) => [kind, names.toSorted()])));
  });
});

test.each([
  ['3125550187', '••••••0187'],
  ['+1 (312) 555-0187', '••••••0187'],
  ['0187', '••••••'],
  ['SIP/one-2001', '••••••'],
  ['SIP/one-20012', '••••••0012'],
  ['Mrs. Smith', '••••••'],
  ['', '••••••'],
])('%j is masked as %j', (number, mask) => {
  expect(maskedPhone(number)).toBe(mask);
});

async function startForTest(): Promise<{ dialer: ScriptedServer; masked: Client; told: Client }> {
  const dialer = await startPortfolioDialer();
  onTestFinished(() => dialer.close());
  const account = { url: dialer.url, user: DIALER_USER, pass: DIALER_PASS };
  const api = await startViewedApi(account, { DIALER_TIMEZONE: ZONE });
  return {
    dialer,
    masked: api.as(viewer(scopesWithout('pii:read'))),
    told: api.as(viewer(scopesWithout())),
  };
}

test('a subscription is refused before anything is listened to', async () => {
  let listened = 0;
  const builder = new SchemaBuilder<{ Context: { readonly viewer: Viewer } }>({
    plugins: [RULES],
  });
  builder.queryType({
    description: 'All.',
    fields: (t) => ({ open: t.string({ needs: PUBLIC, resolve: () => '' }) }),
  });
  builder.subscriptionType({
    description: 'What comes.',
    fields: (t) => ({
      calls: t.string({
        needs: PUBLIC,
        args: { number: t.arg.string({ personal: 'phone' }) },
        subscribe: async function* () {
          listened += 1;
          yield await Promise.resolve('a call');
        },
        resolve: String,
      }),
    }),
  });
  const listen = (who: Viewer) =>
    subscribe({
      schema: builder.toSchema(),
      document: parse('subscription { calls(number: "1") }'),
      contextValue: { viewer: who },
    });
  expect(await listen(viewer(scopesWithout('pii:read')))).toMatchObject({
    errors: [{ extensions: { code: 'FORBIDDEN', scope: 'pii:read' } }],
  });
  expect(listened).toBe(0);
  const told = await listen(viewer(scopesWithout()));
  expect('next' in told && (await told.next()).value).toEqual({ data: { calls: 'a call' } });
});

describe('without pii:read', () => {
  const LEAD = `{ lead(leadId: "10001") {
    leadId status title firstName lastName phoneNumber altPhoneNumber email gender dateOfBirth comments isCustomer
    address { line1 line2 city } customFields { name value }
  } }`;

  test('a lead is its status and the last digits of its numbers', async () => {
    const { masked, told } = await startForTest();
    expect((await told.data(LEAD))['lead']).toMatchObject({
      firstName: 'First ~NRD~',
      phoneNumber: numberOf('NRD', 3),
      dateOfBirth: '1970-01-02',
      gender: 'FEMALE',
      customFields: [{ value: 'Debt ~NRD~' }],
    });
    expect((await masked.data(LEAD))['lead']).toEqual({
      leadId: '10001',
      status: 'OPEN ~NRD~',
      isCustomer: true,
      phoneNumber: '••••••1003',
      altPhoneNumber: '••••••1004',
      address: { line1: null, line2: null, city: null },
      // Masked as a whole: a list that is empty would say that there are none.
      customFields: null,
      title: null,
      firstName: null,
      lastName: null,
      email: null,
      gender: null,
      dateOfBirth: null,
      comments: null,
    });
  });

  test('calls, hoppers and live states show no more', async () => {
    const { masked } = await startForTest();
    const { data, text } = await masked.query(`{
      calls(first: 1) { nodes { contactNumber vendorLeadCode ... on OutboundCall { fromNumber toNumber } } }
      inboundCalls(first: 1) { nodes { contactNumber fromNumber toNumber vendorLeadCode } }
      agentCalls(first: 1) { nodes { phoneNumber loanNumber } }
      campaign(campaignId: "101") { hopper { nodes { phoneNumber vendorLeadCode state } } }
      agent(username: "anna.n") { live { inCallWith callerId vendorLeadCode } }
    }`);
    const last = expect.stringMatching(/^••••••\d{4}$/);
    expect(data).toMatchObject({
      inboundCalls: {
        nodes: [{ contactNumber: last, fromNumber: last, toNumber: last, vendorLeadCode: null }],
      },
      agentCalls: { nodes: [{ phoneNumber: last, loanNumber: null }] },
      campaign: { hopper: { nodes: [{ phoneNumber: last, vendorLeadCode: null, state: null }] } },
      agent: { live: { inCallWith: last, callerId: last, vendorLeadCode: null } },
    });
    expect(text).not.toMatch(/\d{7}/);
  });

  const NUMBER = numberOf('NRD', 1);
  test.each([
    ['a filter', `agentCalls(filter: { phoneNumber: "${NUMBER}" }) { totalCount }`, 'filter.phoneNumber'],
    ['a look-up', `lead(leadId: "10001", phoneNumber: "${NUMBER}") { status }`, 'phoneNumber'],
    [
      'a filter below',
      `campaign(campaignId: "101") { calls(filter: { phoneNumber: "${NUMBER}", agents: [] }) { totalCount } }`,
      'filter.phoneNumber',
    ],
  ])('no number can be asked by: %s', async (_, field, input) => {
    const { masked, told, dialer } = await startForTest();
    const { errors } = await masked.query(`{ ${field} }`);
    expect(errors.map(summary)).toMatchObject([{ code: 'FORBIDDEN', scope: 'pii:read', retryable: false }]);
    expect(errors[0]?.message).toMatch(new RegExp(`^${input.replace('.', '\\.')}: `));
    expect(dialer.counts()).not.toHaveProperty('goGetCustomerInfo');
    expect(dialer.counts()).not.toHaveProperty('agent_cdr');
    expect((await told.query(`{ ${field} }`)).errors).toEqual([]);
  });

  test('a variable that asks by a number is refused, too, and null asks by none', async () => {
    const { masked } = await startForTest();
    const ask = 'query ($filter: CallFilter) { agentCalls(filter: $filter) { totalCount } }';
    expect((await masked.query(ask, { filter: { phoneNumber: NUMBER } })).errors.map(summary)).toMatchObject([
      { code: 'FORBIDDEN', scope: 'pii:read' },
    ]);
    expect((await masked.query(ask, { filter: { phoneNumber: null } })).errors).toEqual([]);
  });
});
