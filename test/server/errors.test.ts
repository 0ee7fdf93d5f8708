import { GraphQLError } from 'graphql';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { maskErrorWith } from '../../src/server/errors.ts';

test('a fault of this server is masked, and told to the log alone', () => {
  const lines: string[] = [];
  const mask = maskErrorWith(pino({}, { write: (line) => void lines.push(line) }));
  const fault = new TypeError("Cannot read properties of undefined (reading 'hunter2')");
  const masked = mask(new GraphQLError(fault.message, { originalError: fault, path: ['agents', 0] }));
  expect(JSON.parse(JSON.stringify(masked))).toEqual({
    message: 'Something went wrong on our side.',
    path: ['agents', 0],
    extensions: { code: 'INTERNAL_SERVER_ERROR' },
  });
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain('hunter2');
  expect(lines[0]).toContain('agents.0');
});

test.each([new Error('x'), 'x', undefined, { message: 'x' }])(
  'whatever is thrown is masked: %j',
  (thrown) => {
    const mask = maskErrorWith(pino({ level: 'silent' }));
    expect(JSON.parse(JSON.stringify(mask(thrown)))).toEqual({
      message: 'Something went wrong on our side.',
      extensions: { code: 'INTERNAL_SERVER_ERROR' },
    });
  },
);
