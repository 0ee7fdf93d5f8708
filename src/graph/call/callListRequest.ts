import type { CallQuery } from '../../loaders/callQuery.ts';
import type { Selection } from '../../plan/selection.ts';
import { checkGroups } from '../aggregate/groupsArguments.ts';
import type { Context } from '../context.ts';
import { pageFrom, type ConnectionArgs, type Page } from '../relay/connection.ts';
import type { PeriodArgument } from '../relay/period.ts';
import type { Kind } from '../../loaders/calls/callIdentity.ts';
import { canMeet, checkConditions } from './callKinds.ts';
import { checkCallGroups } from './groups/groupsArguments.ts';
import { callQueryFor, only, type CallConditions } from './callFilter.ts';
import { orderName, type CallOrderInput } from './callOrder.ts';

/** The arguments of a list of calls. */
export interface CallListArgs extends ConnectionArgs {
  readonly period?: PeriodArgument | null | undefined;
  readonly filter?: CallConditions | null | undefined;
  readonly orderBy?: CallOrderInput;
}

type Limits = Pick<Context, 'maxPeriodDays' | 'now' | 'zone' | 'viewer' | 'carrier'>;

/** A request for one list of calls, checked in the constructor. The plan and the resolver make the same one. */
export class CallListRequest {
  readonly args: CallListArgs;
  readonly selection: Selection;
  /** The query to the dialer; null if no call can meet the conditions. */
  readonly query: Omit<CallQuery, 'summaries'> | null;
  /** The kinds of calls in the list. */
  readonly kinds: readonly Kind[];
  readonly #limits: Limits;

  /**
   * @throws BadUserInput naming the argument: of the period, of the filter (as one that the only kind of calls does not
   *   have), or of `groups` below the list
   */
  constructor(kinds: readonly Kind[], args: CallListArgs, limits: Limits, selection: Selection) {
    checkGroups(selection, (field) => checkCallGroups(kinds, field));
    this.kinds = kinds;
    this.args = args;
    this.selection = selection;
    this.#limits = limits;
    checkConditions(kinds, this.conditions);
    const query = callQueryFor(args.period, this.conditions, limits);
    this.query = kinds.some((one) => canMeet(one, this.conditions)) ? query : null;
  }

  /** True if the dialer is called for calls of that kind. */
  wants(kind: Kind): boolean {
    return this.query !== null && this.kinds.includes(kind) && canMeet(kind, this.conditions);
  }

  get conditions(): CallConditions {
    return this.args.filter ?? {};
  }

  /**
   * The requested page.
   *
   * @param kind names the kind of calls: a cursor of other calls is refused
   * @throws BadUserInput naming the argument
   */
  pageOf(kind: string): Page {
    return pageFrom(this.args, { name: orderName(kind, this.args.orderBy) });
  }

  /** The same request, narrowed to the calls of one agent, campaign, portfolio or profile. */
  only(dimension: Parameters<typeof only>[1], name: string): CallListRequest {
    const filter = only(this.args.filter, dimension, name);
    return new CallListRequest(this.kinds, { ...this.args, filter }, this.#limits, this.selection);
  }
}
