import { GraphQLError, GraphQLScalarType } from 'graphql';
import { DateResolver, DateTimeResolver } from 'graphql-scalars';
import { builder } from './builder.ts';

const DAY_FORMAT = 'a day, YYYY-MM-DD, such as 2026-05-12';
const TIME_FORMAT = 'a time with its offset (RFC 3339), such as 2026-05-12T14:03:00-05:00';

/** Reads a value. @throws GraphQLError that names the format */
function inFormat<Value>(format: string, read: () => Value): Value {
  try {
    return read();
  } catch {
    // The library's own message says neither what is wrong nor what would be right.
    throw new GraphQLError(`It must be ${format}.`);
  }
}

// Both leave as they are: they were checked where they came in, and a Date object for each of a hundred thousand rows
// would cost more than all the rest.
builder.addScalarType(
  'Date',
  new GraphQLScalarType<string, string>({
    ...DateResolver.toConfig(),
    description: "A calendar day, YYYY-MM-DD, in the dialer's own zone.",
    // An RFC 3339 full-date.
    specifiedByURL: 'https://scalars.graphql.org/andimarek/local-date',
    serialize: String,
    parseValue: (value) => isoDay(inFormat(DAY_FORMAT, () => DateResolver.parseValue(value))),
    parseLiteral: (literal, variables) =>
      isoDay(inFormat(DAY_FORMAT, () => DateResolver.parseLiteral(literal, variables))),
  }),
);
builder.addScalarType(
  'DateTime',
  new GraphQLScalarType<Date, string>({
    ...DateTimeResolver.toConfig(),
    specifiedByURL: 'https://scalars.graphql.org/andimarek/date-time',
    description:
      "An instant, RFC 3339 with its offset. The dialer's naive times are read in DIALER_TIMEZONE: a time that a change to summer time leaves out is read as one hour later, and of a time that occurs twice the first is meant.",
    serialize: String,
    parseValue: (value) => inFormat(TIME_FORMAT, () => DateTimeResolver.parseValue(value)),
    parseLiteral: (literal, variables) =>
      inFormat(TIME_FORMAT, () => DateTimeResolver.parseLiteral(literal, variables)),
  }),
);

const isoDay = (date: Date): string => date.toISOString().slice(0, 10);
