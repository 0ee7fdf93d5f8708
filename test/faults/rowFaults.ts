/** An answer in the right form whose rows are not what they should be, or not what was asked for. */
import { laborious, SPILL, type Fault } from './cell.ts';
import { says } from './replies.ts';
import type { Stage } from './harness.ts';
import { bodyWith, columnsOf, transportOf, type Row, type Subject } from './subjects.ts';
import { never, type Expectation, type NotApplicable } from './expectations.ts';

const isLead = ({ action }: Subject): boolean => action === 'add_lead';
const NO_ROWS = 'its answer is lines of text, without members';

/** For answers that have rows or a record. */
const withMembers =
  (expectation: Expectation): Expectation =>
  (subject) =>
    isLead(subject) ? never(NO_ROWS) : expectation(subject);

/** A bad row of a table is left out; a bad record is no answer. */
const withoutIt: Expectation = withMembers(({ shape }) => (shape === 'record' ? 'BAD_RESPONSE' : 'cut'));

/** The rows with the second one changed, or the record. */
const secondChanged = (rows: readonly Row[], change: (row: Row) => Row): Row[] => {
  const place = Math.min(1, rows.length - 1);
  return rows.map((row, index) => (index === place ? change(row) : row));
};

/** Answers with other rows. */
const gives = (rows: (subject: Subject) => readonly Row[]): ((stage: Stage) => void) =>
  says((_, { subject }) => bodyWith(subject, rows(subject)));

const typed = ({ number, text }: Subject): string => number ?? text ?? '';

const TYPES: readonly Fault[] = [
  {
    name: 'wrong types in one row',
    strike: gives((subject) =>
      secondChanged(subject.rows, (row) => ({ ...row, [typed(subject)]: { pass: SPILL } })),
    ),
    expected: withoutIt,
  },
  {
    name: 'words where a number belongs, in one row',
    strike: gives((subject) => secondChanged(subject.rows, (row) => ({ ...row, [typed(subject)]: SPILL }))),
    expected: (subject) => (subject.number === undefined ? noNumber(subject) : withoutIt(subject)),
  },
  {
    name: 'a number beyond all numbers, in one row',
    strike: says((_, { subject }) =>
      bodyWith(
        subject,
        secondChanged(subject.rows, (row) => ({ ...row, [typed(subject)]: 'HUGE' })),
      ).replace('"HUGE"', '1e999'),
    ),
    expected: (subject) => (subject.number === undefined ? noNumber(subject) : withoutIt(subject)),
  },
  {
    name: 'wrong types in every row',
    strike: gives((subject) => subject.rows.map((row) => ({ ...row, [typed(subject)]: { pass: SPILL } }))),
    expected: withMembers(() => 'BAD_RESPONSE'),
  },
];

const noNumber = (subject: Subject): NotApplicable =>
  never(isLead(subject) ? NO_ROWS : 'it has no number among its members');

const onlyTables =
  (expected: 'whole' | 'BAD_RESPONSE'): Expectation =>
  (subject) => {
    if (isLead(subject)) return never(NO_ROWS);
    if (transportOf(subject) === 'voxo') return 'BAD_RESPONSE';
    return subject.shape === 'record' ? never('its answer is one record, no table') : expected;
  };

/** Columns, where the dialer gives rows. */
const givesColumns = (change: (columns: Record<string, unknown[]>, subject: Subject) => object) =>
  says((_, { subject }) => JSON.stringify(subject.around(change(columnsOf(subject.rows), subject))));

const COLUMNS: readonly Fault[] = [
  {
    name: 'columns instead of rows',
    strike: givesColumns((columns) => columns),
    expected: onlyTables('whole'),
  },
  {
    name: 'unequal columns',
    strike: givesColumns((columns, subject) => ({
      ...columns,
      [typed(subject)]: columns[typed(subject)]?.slice(1) ?? [],
    })),
    expected: onlyTables('BAD_RESPONSE'),
  },
];

const POLLUTION = `"__proto__":{"polluted":"${SPILL}","result":"success"},"constructor":{"prototype":{"polluted":"${SPILL}"}},`;

const MEMBERS: readonly Fault[] = [
  {
    name: '__proto__ keys in every object',
    strike: says((body) => body.replaceAll('{"', `{${POLLUTION}"`)),
    expected: withMembers(() => 'whole'),
  },
  {
    name: 'members nobody declared, passwords among them',
    strike: gives(({ rows }) =>
      rows.map((row) => ({ ...row, pass: SPILL, pass_hash: SPILL, action: `<button>${SPILL}</button>` })),
    ),
    expected: withMembers(({ action }) => (action === 'goGetTotalAgentsCall' ? 'whole' : 'whole')),
  },
  laborious({
    name: 'HTML in HTML, 40,000 levels deep',
    strike: gives((subject) =>
      secondChanged(subject.rows, (row) => {
        const { text = '' } = subject;
        return { ...row, [text]: `${'<'.repeat(40_000)}${'b>'.repeat(40_000)}${String(row[text])}` };
      }),
    ),
    // The text below it may be found, or its row given up.
    expected: withMembers(({ text, shape }) =>
      text === undefined
        ? never('it has no text among its members')
        : shape === 'record'
          ? ['whole', 'BAD_RESPONSE']
          : ['whole', 'cut'],
    ),
  }),
];

/** The rows, and one more that nobody asked for. */
const withOther = (member: 'agent' | 'portfolio' | 'day', value: string) =>
  gives((subject) => {
    const name = subject[member];
    return name === undefined ? subject.rows : [...subject.rows, { ...subject.rows[0], [name]: value }];
  });

const OTHERS: readonly Fault[] = [
  {
    name: 'a lead (or agent, campaign, call time) other than the one asked for',
    strike: says((body, { subject }) => {
      const { identity, rows } = subject;
      if (identity === undefined) return body;
      return bodyWith(
        subject,
        rows.map((row) => ({ ...row, [identity]: '999999' })),
      );
    }),
    expected: (subject) => {
      if (isLead(subject)) return never('recorded servers print the number otherwise than it was sent');
      if (subject.shape !== 'record') return never('it answers with a list, not about one thing');
      return subject.identity === undefined
        ? never('its answer does not say what it is about')
        : 'BAD_RESPONSE';
    },
  },
  {
    name: 'another portfolio’s rows',
    strike: withOther('portfolio', 'ZZZ'),
    expected: (subject) => {
      if (subject.portfolio !== undefined) return 'whole';
      return never(
        isLead(subject)
          ? NO_ROWS
          : 'it is not asked for one portfolio, or its rows do not say whose they are',
      );
    },
  },
  {
    name: 'another agent’s rows',
    strike: withOther('agent', 'zoe'),
    expected: (subject) => {
      if (subject.agent !== undefined) return 'whole';
      return never(isLead(subject) ? NO_ROWS : 'it is not asked for one agent');
    },
  },
  {
    name: 'another day’s rows',
    strike: withOther('day', '2026-05-11 10:00:00'),
    expected: (subject) => {
      if (subject.day !== undefined) return 'whole';
      return never(isLead(subject) ? NO_ROWS : 'its rows have no time, or its period is asked for as one');
    },
  },
];

export const ROW_FAULTS: readonly Fault[] = [...TYPES, ...COLUMNS, ...MEMBERS, ...OTHERS];
