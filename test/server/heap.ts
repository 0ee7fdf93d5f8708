import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect } from 'vitest';
import { z } from 'zod';
import { post, startApi } from '../support/api.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = z
  .custom<() => void>((value) => typeof value === 'function')
  .parse(runInNewContext('gc'));

async function heapUsed(): Promise<number> {
  // Sockets and finished requests are let go of in turns of their own.
  for (let turn = 0; turn < 3; turn += 1) {
    collectGarbage();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return process.memoryUsage().heapUsed;
}

const LARGE = 'x'.repeat(900 * 1024);
export const MOST_LEFT = 10_000_000;

export interface Failing {
  readonly query: string;
  readonly operationName?: string;
}

/** Sends requests with large variables, each of which fails. @returns the bytes of heap they leave behind */
export async function leftBehind(count: number, failing: (number: number) => Failing): Promise<number> {
  const api = await startApi({ LOG_LEVEL: 'error' });
  const send = async (number: number): Promise<void> => {
    const response = await post(api.url, { ...failing(number), variables: { v: `${number} ${LARGE}` } });
    expect(await response.text()).toContain('"errors"');
  };
  for (let number = 0; number < 20; number += 1) await send(number);
  const before = await heapUsed();
  for (let number = 20; number < 20 + count; number += 1) await send(number);
  let left = (await heapUsed()) - before;
  for (let times = 0; times < 20 && left >= MOST_LEFT; times += 1) left = (await heapUsed()) - before;
  return left;
}

export const invalid = (number: number): Failing => ({ query: `query ($v: String) { nonsense${number} }` });

/** What fails at each of the steps that an operation takes. */
const FAILING: readonly ((number: number) => Failing)[] = [
  (number) => ({ query: `query Q${number}($v: String) { agents( }` }),
  (number) => ({ query: `query Q${number}($v: String) { dashboard { agentsInCall } }` }),
  (number) => ({ query: `query Q${number}($v: Int) { agents(first: $v) { totalCount } }` }),
  (number) => ({ query: `query Q${number}($v: String!) { agent(username: $v) { name } }` }),
  (number) => ({ query: `query Q${number} { dashboard { agentsInCall } }`, operationName: `R${number}` }),
  (number) => ({ query: `query Q${number} { node(id: "x") { id } }` }),
];

export const failing = (number: number): Failing =>
  FAILING[number % FAILING.length]?.(number) ?? { query: '' };
