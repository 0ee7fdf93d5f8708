/** An answer in the right form whose rows are not what they should be, or not what was asked for. */
import { laborious, SECRET_TEXT, type Fault } from './matrixCell.ts';
import { says } from './replies.ts';
import type { FaultTarget } from './harness.ts';
import {
  bodyWith,
  columnsOf,
  identityOf,
  oddMember,
  transportOf,
  type Row,
  type Subject,
} from './subjects.ts';
import { never, type Expectation } from './expectations.ts';

const isLead = ({ action }: Subject): boolean => action === 'add_lead';
const NO_ROWS = 'its answer is lines of text, without members';

/** For answers that have rows or a record. */
const withMembers =
  (expectation: Expectation): Expectation =>
  (subject) =>
    isLead(subject) ? never(NO_ROWS) : expectation(subject);

/** An object in place of a value. Whatever has members where a plain count belongs is an answer to something else. */
const withObject = (word: 'one null' | 'all null'): Expectation =>
  withMembers(({ action, shape }) =>
    action === 'goGetTotalAgentsCall' ? 'BAD_RESPONSE' : shape === 'record' ? 'one null' : word,
  );

/** A cell that does not fit is null and told. The rest of its row, and of the answer, does not suffer. */
const withoutCell: Expectation = withMembers(() => 'one null');

const hasNumber =
  (expectation: Expectation): Expectation =>
  (subject) => {
    if (isLead(subject)) return never(NO_ROWS);
    return subject.number === undefined ? never('it has no number among its members') : expectation(subject);
  };

/** For answers whose rows, or whose record, must say what they are about. */
const withIdentity =
  (expectation: Expectation): Expectation =>
  (subject) => {
    if (isLead(subject)) return never(NO_ROWS);
    return identityOf(subject) === undefined ? never('nothing tells what it is about') : expectation(subject);
  };

/** A row without an identity is left out and counted. So would the only record be: then it is no answer. */
const withoutRow: Expectation = withIdentity(({ shape }) => (shape === 'record' ? 'BAD_RESPONSE' : 'cut'));

/** The rows with the second one changed, or the record. */
const secondChanged = (rows: readonly Row[], change: (row: Row) => Row): Row[] => {
  const place = Math.min(1, rows.length - 1);
  return rows.map((row, index) => (index === place ? change(row) : row));
};

/** Answers with other rows. */
const gives = (rows: (subject: Subject) => readonly Row[]): ((target: FaultTarget) => void) =>
  says((_, { subject }) => bodyWith(subject, rows(subject)));

const typed = (subject: Subject): string => oddMember(subject) ?? '';

const withoutIdentity = (subject: Subject, row: Row): Row => {
  const identity = identityOf(subject);
  return Object.fromEntries(Object.entries(row).filter(([name]) => name !== identity));
};

const TYPES: readonly Fault[] = [
  {
    name: 'wrong types in one row',
    apply: gives((subject) =>
      secondChanged(subject.rows, (row) => ({ ...row, [typed(subject)]: { pass: SECRET_TEXT } })),
    ),
    expected: withObject('one null'),
  },
  {
    name: 'words where a number belongs, in one row',
    apply: gives((subject) =>
      secondChanged(subject.rows, (row) => ({ ...row, [typed(subject)]: SECRET_TEXT })),
    ),
    expected: hasNumber(withoutCell),
  },
  {
    name: 'a number beyond all numbers, in one row',
    apply: says((_, { subject }) =>
      bodyWith(
        subject,
        secondChanged(subject.rows, (row) => ({ ...row, [typed(subject)]: 'HUGE' })),
      ).replace('"HUGE"', '1e999'),
    ),
    expected: hasNumber(withoutCell),
  },
  {
    name: 'wrong types in every row',
    apply: gives((subject) =>
      subject.rows.map((row) => ({ ...row, [typed(subject)]: { pass: SECRET_TEXT } })),
    ),
    expected: withObject('all null'),
  },
];

const IDENTITIES: readonly Fault[] = [
  {
    name: 'no identity in one row',
    apply: gives((subject) => secondChanged(subject.rows, (row) => withoutIdentity(subject, row))),
    expected: withoutRow,
  },
  {
    name: 'a wrong type of identity in one row',
    apply: gives((subject) =>
      secondChanged(subject.rows, (row) => ({ ...row, [identityOf(subject) ?? '']: { pass: SECRET_TEXT } })),
    ),
    expected: withoutRow,
  },
  {
    name: 'no identity in any row',
    apply: gives((subject) => subject.rows.map((row) => withoutIdentity(subject, row))),
    expected: withIdentity(() => 'BAD_RESPONSE'),
  },
];

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
    apply: givesColumns((columns) => columns),
    expected: onlyTables('whole'),
  },
  {
    name: 'unequal columns',
    apply: givesColumns((columns, subject) => ({
      ...columns,
      [typed(subject)]: columns[typed(subject)]?.slice(1) ?? [],
    })),
    expected: onlyTables('BAD_RESPONSE'),
  },
];

const POLLUTION = `"__proto__":{"polluted":"${SECRET_TEXT}","result":"success"},"constructor":{"prototype":{"polluted":"${SECRET_TEXT}"}},`;

const MEMBERS: readonly Fault[] = [
  {
    name: '__proto__ keys in every object',
    apply: says((body) => body.replaceAll('{"', `{${POLLUTION}"`)),
    expected: withMembers(() => 'whole'),
  },
  {
    name: 'members nobody declared, passwords among them',
    apply: gives(({ rows }) =>
      rows.map((row) => ({
        ...row,
        pass: SECRET_TEXT,
        pass_hash: SECRET_TEXT,
        action: `<button>${SECRET_TEXT}</button>`,
      })),
    ),
    expected: withMembers(() => 'whole'),
  },
  laborious({
    name: 'HTML in HTML, 40,000 levels deep',
    apply: gives((subject) =>
      secondChanged(subject.rows, (row) => {
        const { text = '' } = subject;
        return { ...row, [text]: `${'<'.repeat(40_000)}${'b>'.repeat(40_000)}${String(row[text])}` };
      }),
    ),
    expected: withMembers(({ text }) =>
      text === undefined ? never('it has no text among its members') : 'whole',
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
    apply: says((body, { subject }) => {
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
    apply: withOther('portfolio', 'ZZZ'),
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
    apply: withOther('agent', 'zoe'),
    expected: (subject) => {
      if (subject.agent !== undefined) return 'whole';
      return never(isLead(subject) ? NO_ROWS : 'it is not asked for one agent');
    },
  },
  {
    name: 'another day’s rows',
    apply: withOther('day', '2026-05-11 10:00:00'),
    expected: (subject) => {
      if (subject.day !== undefined) return 'whole';
      return never(isLead(subject) ? NO_ROWS : 'its rows have no time, or its period is asked for as one');
    },
  },
];

export const ROW_FAULTS: readonly Fault[] = [...TYPES, ...IDENTITIES, ...COLUMNS, ...MEMBERS, ...OTHERS];
