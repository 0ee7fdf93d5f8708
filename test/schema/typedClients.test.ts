import { describe, expect, expectTypeOf, test } from 'vitest';
import { startApi } from '../support/api.ts';
import { graphql } from '../support/gql/gql.ts';
import type { AccountStatus, AgentState, PeriodInput, RelativePeriod } from '../support/gql/graphql.ts';

const TYPED_AGENT = graphql(/* GraphQL */ `
  query TypedAgent($username: String!, $period: PeriodInput) {
    agent(username: $username) {
      id level live { state since } activity(period: $period) { totalCalls }
    }
  }
`);

const TYPED_AGENTS = graphql(/* GraphQL */ `
  query TypedAgents($status: AccountStatus! = ACTIVE, $first: Int) {
    agents(status: $status, first: $first) { totalCount }
  }
`);

const BAD_INPUT = [{ extensions: { code: 'BAD_USER_INPUT' } }];

// `@ts-expect-error` marks what the compiler must refuse. If it does not, `npm run types` fails at the mark.
describe('the compiler', () => {
  test('knows the selected fields, nullability, scalars and enums', async () => {
    const api = await startApi();
    const { agent } = await api.data(TYPED_AGENT, { username: '42' });
    expectTypeOf(agent).toEqualTypeOf<{
      readonly id: string;
      readonly level: number | null;
      readonly live: { readonly state: AgentState; readonly since: string | null } | null;
      readonly activity: readonly { readonly totalCalls: number | null }[] | null;
    } | null>();
    expectTypeOf<AccountStatus>().toEqualTypeOf<'ACTIVE' | 'ANY' | 'INACTIVE'>();
    expectTypeOf<PeriodInput['from']>().toEqualTypeOf<string | null | undefined>();
    expectTypeOf<PeriodInput['relative']>().toEqualTypeOf<RelativePeriod | null | undefined>();
    // @ts-expect-error — the field is not selected.
    expect(agent?.name).toBeUndefined();
    // @ts-expect-error — the agent may be null.
    expect(agent.id).toBe(agent?.id);
  });

  test('knows the variables', async () => {
    const api = await startApi();
    // @ts-expect-error — a required variable is missing.
    expect((await api.query(TYPED_AGENT)).errors).toMatchObject(BAD_INPUT);
    // @ts-expect-error — the username is a text.
    expect((await api.query(TYPED_AGENT, { username: 42 })).errors).toMatchObject(BAD_INPUT);
    // @ts-expect-error — no such status.
    expect((await api.query(TYPED_AGENTS, { status: 'GONE' })).errors).toMatchObject(BAD_INPUT);
    // @ts-expect-error — no such period.
    const never = await api.query(TYPED_AGENT, { username: '42', period: { relative: 'NEVER' } });
    expect(never.errors).toMatchObject(BAD_INPUT);
    // @ts-expect-error — the operation has no such variable. The server ignores it.
    expect((await api.query(TYPED_AGENTS, { last: 1 })).errors).toEqual([]);
    expect(api.dialer.counts()).toEqual({ goGetAllUsers: 1 });
  });

  test('lets optional variables be left out', async () => {
    const api = await startApi();
    const { agents } = await api.data(TYPED_AGENTS);
    expect(await api.data(TYPED_AGENTS, { first: undefined })).toEqual({ agents });
    expect(await api.data(TYPED_AGENTS, { first: null })).toEqual({ agents });
  });

  test('does not know the type of an answer to a plain text', async () => {
    const api = await startApi();
    const data = await api.data('{ agents { totalCount } }');
    expectTypeOf(data).toEqualTypeOf<Readonly<Record<string, unknown>>>();
    // @ts-expect-error — a type annotation cannot claim it either.
    const claimed: { readonly agents: { readonly totalCount: number } } = data;
    expect(claimed.agents.totalCount).toBe(4);
  });

  test('refuses an operation that was not generated', () => {
    const text = '{ agents { totalCount } }';
    // @ts-expect-error — the operation has no generated types: see "npm run codegen".
    expect(graphql(text)).toEqual({});
  });
});
