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
    // The library's own message does not name the format.
    throw new GraphQLError(`It must be ${format}.`);
  }
}

// `serialize: String`: values were checked when they were read from the wire. Parsing each into a Date object would
// cost
// more than all other work on 100,000 rows.
builder.addScalarType(
  'Date',
  new GraphQLScalarType<string, string>({
    ...DateResolver.toConfig(),
    description: "Calendar day in the dialer's time zone: YYYY-MM-DD.",
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
    specifiedByURL: 'https://datatracker.ietf.org/doc/html/rfc3339#section-5.6',
    description:
      'Time with its offset, after RFC 3339, such as 2026-05-12T14:03:00-05:00. Times of the dialer have the offset of its time zone; times of this server are in UTC. The dialer writes local times without an offset, which are read in DIALER_TIMEZONE. A local time that the change to daylight saving time skips is read as one hour later (02:30 as 03:30). A local time that occurs twice is read as the first of the two, unless the field says otherwise.',
    serialize: String,
    parseValue: (value) => inFormat(TIME_FORMAT, () => DateTimeResolver.parseValue(value)),
    parseLiteral: (literal, variables) =>
      inFormat(TIME_FORMAT, () => DateTimeResolver.parseLiteral(literal, variables)),
  }),
);

const isoDay = (date: Date): string => date.toISOString().slice(0, 10);
