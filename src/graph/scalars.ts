import { GraphQLScalarType } from 'graphql';
import { DateResolver, DateTimeResolver } from 'graphql-scalars';
import { builder } from './builder.ts';

// Both leave as they are: they were checked where they came in, and a Date object for each of a hundred thousand rows
// would cost more than all the rest.
builder.addScalarType(
  'Date',
  new GraphQLScalarType<string, string>({
    ...DateResolver.toConfig(),
    description: "A calendar day, YYYY-MM-DD, in the dialer's own zone.",
    specifiedByURL: 'https://scalars.graphql.org/andimarek/local-date',
    serialize: String,
    parseValue: (value) => isoDay(DateResolver.parseValue(value)),
    parseLiteral: (literal, variables) => isoDay(DateResolver.parseLiteral(literal, variables)),
  }),
);
builder.addScalarType(
  'DateTime',
  new GraphQLScalarType<Date, string>({
    ...DateTimeResolver.toConfig(),
    specifiedByURL: 'https://datatracker.ietf.org/doc/html/rfc3339#section-5.6',
    description:
      "An instant, RFC 3339 with its offset. The dialer's naive times are read in DIALER_TIMEZONE: a time that a change to summer time leaves out is read as one hour later, and of a time that occurs twice the first is meant.",
    serialize: String,
  }),
);

const isoDay = (date: Date): string => date.toISOString().slice(0, 10);
