import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { LEAD, leads, startAdding } from '../support/addingDialer.ts';
import { ADD_LEAD, ADD_LEADS } from '../support/leadApi.ts';

const valueFaults = z.object({
  code: z.literal('BAD_USER_INPUT'),
  argument: z.string(),
  faults: z.array(z.object({ field: z.string(), message: z.string() })),
});

/** `{a: "b", c: [1]}`: a value as it stands in a document. Words in capitals are an enum's. */
function literal(value: unknown): string {
  if (typeof value === 'string') return /^[A-Z_]+$/.test(value) ? value : JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  return `{${Object.entries(value)
    .map(([name, member]) => `${name}: ${literal(member)}`)
    .join(', ')}}`;
}

const FAULTY = [
  ...leads(40, () => ({ dateOfBirth: '31/12/1980' })),
  ...leads(3),
  { ...LEAD, rank: 'many' },
  { ...LEAD, callback: { at: 'tomorrow' } },
  { ...LEAD, address: { city: 7 } },
  { source: 'test' },
  { ...LEAD, surname: 'x' },
  { ...LEAD, phoneNumber: null },
  { ...LEAD, customFields: [{ name: 'a', value: '1' }, { name: 'b' }] },
];

const NAMED = [
  ...Array.from({ length: 40 }, (_, index) => `inputs[${index}].dateOfBirth`),
  'inputs[43].rank',
  'inputs[44].callback.at',
  'inputs[45].address.city',
  // What is missing is named by the object that lacks it, or by itself.
  'inputs[46]',
  'inputs[47]',
  'inputs[48].phoneNumber',
  'inputs[49].customFields[1]',
];

type Inputs = readonly unknown[];

describe.each<
  [string, (inputs: Inputs) => readonly [document: string, variables: Readonly<Record<string, unknown>>]]
>([
  ['variables', (inputs) => [ADD_LEADS, { inputs }]],
  ['a document', (inputs) => [`mutation { addLeads(inputs: ${literal(inputs)}) { added } }`, {}]],
])('values in %s that GraphQL cannot read', (_, requestOf) => {
  test('are all named in one error, each with its place, and nothing is sent', async () => {
    const { api, dialer } = await startAdding();
    const { errors } = await api.query(...requestOf(FAULTY));
    expect(errors).toHaveLength(1);
    const { argument, faults } = valueFaults.parse(errors[0]?.extensions);
    expect(argument).toBe('inputs');
    expect(faults.map(({ field }) => field.replace(/\.surname$/, '')).sort()).toEqual(NAMED.toSorted());
    const said = (field: string) => faults.find((fault) => fault.field === field)?.message;
    expect(said('inputs[0].dateOfBirth')).toContain('YYYY-MM-DD');
    expect(said('inputs[44].callback.at')).toContain('2026-05-12T14:03:00-05:00');
    expect(said('inputs[46]')).toContain('phoneNumber');
    expect(dialer.counts()).toEqual({});
  });

  test('are counted up to a hundred', async () => {
    const { api, dialer } = await startAdding();
    const { errors } = await api.query(...requestOf(leads(150, () => ({ dateOfBirth: '1980-02-30' }))));
    expect(errors).toHaveLength(1);
    const { faults } = valueFaults.parse(errors[0]?.extensions);
    expect(faults.map(({ field }) => field)).toEqual(
      Array.from({ length: 100 }, (__, index) => `inputs[${index}].dateOfBirth`),
    );
    expect(errors[0]?.message).toContain('100');
    expect(dialer.counts()).toEqual({});
  });

  test('send none of the others either', async () => {
    const { api, dialer } = await startAdding();
    const one = leads(20, (index) => (index === 13 ? { dateOfBirth: '1980-02-30' } : {}));
    const { errors } = await api.query(...requestOf(one));
    expect(errors).toMatchObject([{ message: expect.stringContaining('inputs[13].dateOfBirth') }]);
    expect(errors[0]?.message).toContain('YYYY-MM-DD');
    expect(dialer.counts()).toEqual({});
  });
});

describe('a text longer than any of the dialer’s', () => {
  test('is named by its place, if it is the only fault', async () => {
    const { api, dialer } = await startAdding();
    const inputs = leads(30, (index) => (index === 7 ? { comments: 'x'.repeat(5000) } : {}));
    const { errors } = await api.query(ADD_LEADS, { inputs });
    expect(errors).toMatchObject([
      { extensions: { argument: 'comments', faults: [{ field: 'inputs[7].comments' }] } },
    ]);
    expect(dialer.counts()).toEqual({});
  });

  test('is named by its place, with the other faults', async () => {
    const { api, dialer } = await startAdding();
    const inputs = leads(30, (index) =>
      index === 7
        ? { comments: 'x'.repeat(5000) }
        : index === 9
          ? { address: { city: 'y'.repeat(5000) } }
          : {},
    );
    inputs.push({ ...LEAD, rank: 'many' });
    const { errors } = await api.query(ADD_LEADS, { inputs });
    expect(errors).toHaveLength(1);
    const { faults } = valueFaults.parse(errors[0]?.extensions);
    expect(faults.map(({ field }) => field)).toEqual([
      'inputs[7].comments',
      'inputs[9].address.city',
      'inputs[30].rank',
    ]);
    expect(dialer.counts()).toEqual({});
  });
});

test('one lead’s are named, too', async () => {
  const { api, dialer } = await startAdding();
  const { errors } = await api.query(ADD_LEAD, {
    input: { ...LEAD, dateOfBirth: '12.5.1980', callback: { at: '2026-05-12 14:03' } },
  });
  expect(errors).toHaveLength(1);
  const { faults } = valueFaults.parse(errors[0]?.extensions);
  expect(faults.toSorted((a, b) => a.field.localeCompare(b.field))).toMatchObject([
    { field: 'input.callback.at', message: expect.stringContaining('2026-05-12T14:03:00-05:00') },
    { field: 'input.dateOfBirth', message: expect.stringContaining('YYYY-MM-DD') },
  ]);
  expect(dialer.counts()).toEqual({});
});

test('an operation with one such lead and one that is right adds neither', async () => {
  const { api, dialer } = await startAdding();
  const { errors } = await api.query(
    'mutation ($a: AddLeadInput!, $b: AddLeadInput!) { a: addLead(input: $a) { __typename } b: addLead(input: $b) { __typename } }',
    { a: LEAD, b: { ...LEAD, dateOfBirth: 'x' } },
  );
  expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', argument: 'input' } }]);
  expect(dialer.counts()).toEqual({});
});
