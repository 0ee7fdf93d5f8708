/** Random operations on lists of calls: most of them select leaf fields alone, so that rows in columns are written. */
import { getNamedType, isLeafType, isObjectType } from 'graphql';
import { schema } from '../../src/graph/schema.ts';
import { CODES, DAYS } from './portfolioWorld.ts';
import type { Chance } from './randomOperation.ts';

const TYPES = {
  outboundCalls: 'OutboundCall',
  inboundCalls: 'InboundCall',
  agentCalls: 'AgentCall',
} as const;
type ListName = keyof typeof TYPES;

const NAMES: readonly ListName[] = ['outboundCalls', 'inboundCalls', 'agentCalls'];

/** The leaf fields of a type of calls. */
function leavesOf(name: ListName): readonly string[] {
  const type = schema.getType(TYPES[name]);
  if (!isObjectType(type)) throw new Error(`${TYPES[name]} is no type of objects.`);
  return [
    '__typename',
    ...Object.values(type.getFields())
      .filter(({ type: leaf, args }) => isLeafType(getNamedType(leaf)) && args.length === 0)
      .map((field) => field.name),
  ];
}

const LEAVES = {
  outboundCalls: leavesOf('outboundCalls'),
  inboundCalls: leavesOf('inboundCalls'),
  agentCalls: leavesOf('agentCalls'),
};
const ORDERS = ['STARTED_AT', 'DURATION', 'QUEUE_TIME', 'AGENT', 'CAMPAIGN'];
const BRANCHES = ['portfolio { code }', 'agent { username }'];

/** An operation with lists of calls. */
export function randomCallLists(chance: Chance): string {
  const oneOf = (items: readonly string[]): string => items[chance.upTo(items.length - 1)] ?? '';
  const isTrue = (oneIn: number): boolean => chance.upTo(oneIn - 1) === 0;
  const condition = (): string => {
    if (!isTrue(8)) return '';
    return ` @${oneOf(['include', 'skip'])}(if: ${oneOf(['true', 'false', '$yes', '$no'])})`;
  };
  const field = (name: string): string =>
    `${isTrue(5) ? `a${chance.upTo(3)}_${name}: ` : ''}${name}${condition()}`;
  const fieldsOf = (list: ListName): string => {
    const some = LEAVES[list].filter(() => isTrue(2)).map((name) => ({ name, at: chance.upTo(1000) }));
    // An id is made for each operation, in the midst of what may be remembered.
    const fields = some.toSorted((a, b) => a.at - b.at).map(({ name }) => field(name));
    return [...fields, ...(isTrue(3) ? [`id`] : []), ...(isTrue(9) ? [oneOf(BRANCHES)] : []), 'leadId'].join(
      ' ',
    );
  };
  const filter = (): string => {
    const day = oneOf(DAYS);
    const hour = 10 + chance.upTo(9);
    return [
      ...(isTrue(2)
        ? [
            `startedAt: { from: "${day}T${hour}:00:00-05:00"${isTrue(2) ? `, to: "${day}T${hour + chance.upTo(3)}:30:00-05:00"` : ''} }`,
          ]
        : []),
      ...(isTrue(4) ? [`portfolios: ["${oneOf(CODES)}"]`] : []),
      ...(isTrue(4) ? [`campaigns: ["campaign ${1 + chance.upTo(3)}"]`] : []),
      ...(isTrue(6) ? ['handled: true'] : []),
    ].join(', ');
  };
  const list = (alias: string): string => {
    const name = NAMES[chance.upTo(NAMES.length - 1)] ?? 'outboundCalls';
    const page = oneOf(['first: 500', 'first: 30', 'last: 30', 'first: 3', 'last: 2']);
    const order = isTrue(3)
      ? `, orderBy: { field: ${oneOf(ORDERS)}, direction: ${oneOf(['ASC', 'DESC'])} }`
      : '';
    const [from, to] = isTrue(2) ? [oneOf(DAYS), undefined] : [DAYS[0], DAYS[1]];
    const args = `period: { from: "${from}", to: "${to ?? from}" }, ${page}${order}, filter: { ${filter()} }`;
    const edges = isTrue(4) ? ` edges { cursor node { ${fieldsOf(name)} } }` : '';
    return `${alias}: ${name}(${args}) { totalCount nodes { ${fieldsOf(name)} }${edges} pageInfo { endCursor } }`;
  };
  const lists = Array.from({ length: 1 + chance.upTo(2) }, (_, index) => list(`l${index}`));
  return `query ($yes: Boolean = true, $no: Boolean = false) { one: __typename @include(if: $yes) two: __typename @skip(if: $no) ${lists.join('\n')} }`;
}
