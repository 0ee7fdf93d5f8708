import { GraphQLScalarType } from 'graphql';
import { DateResolver, DateTimeResolver } from 'graphql-scalars';
import { builder } from './builder.ts';

// Values are sent as they are: they were checked as they came in, and a Date object for each of 100,000 rows would cost
// more than everything else.
builder.addScalarType(
  'Date',
  new GraphQLScalarType<string, string>({
    ...DateResolver.toConfig(),
    description: "Calendar day in the dialer's time zone: YYYY-MM-DD.",
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
      'Time with its offset, after RFC 3339, such as 2026-05-12T14:03:00-05:00. Times of the dialer have the offset of its time zone; times of this server are in UTC. The dialer writes local times without an offset, which are read in DIALER_TIMEZONE. A local time that the change to summer time skips is read as one hour later (02:30 as 03:30). A local time that occurs twice is read as the first of the two, unless the field says otherwise.',
    serialize: String,
  }),
);

const isoDay = (date: Date): string => date.toISOString().slice(0, 10);
