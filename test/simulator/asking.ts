import { z } from 'zod';
import type { Simulator } from '../../src/simulator/server.ts';

/** A Friday evening (15:00 in Chicago): most of a working day is over, and the week before it too. */
export const NOW = Date.parse('2026-11-20T21:00:00Z');

type Fields = Readonly<Record<string, string | readonly string[]>>;

export interface Heard {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

const encoded = (fields: Fields): URLSearchParams =>
  new URLSearchParams(
    Object.entries(fields).flatMap(([name, value]) =>
      (typeof value === 'string' ? [value] : value).map((item): [string, string] => [name, item]),
    ),
  );

/** Posts form fields, and gives what comes back as it is. */
export async function post(simulator: Simulator, path: string, fields: Fields): Promise<Heard> {
  const response = await fetch(`${simulator.url}${path}`, { method: 'POST', body: encoded(fields) });
  return {
    status: response.status,
    type: response.headers.get('content-type') ?? '',
    text: await response.text(),
  };
}

export const goFields = (simulator: Simulator, action: string): Record<string, string> => ({
  goUser: simulator.user,
  goPass: simulator.pass,
  goAction: action,
  responsetype: 'json',
});

/** The answer's text to a goAction that is asked for as it should be. */
export const hear = async (
  simulator: Simulator,
  folder: string,
  action: string,
  fields: Fields = {},
): Promise<string> =>
  (await post(simulator, `/goAPIv2/${folder}/goAPI.php`, { ...goFields(simulator, action), ...fields })).text;

/** As `hear`, parsed. */
export const ask = async (
  simulator: Simulator,
  folder: string,
  action: string,
  fields: Fields = {},
): Promise<unknown> => JSON.parse(await hear(simulator, folder, action, fields));

const row = z.record(z.string(), z.unknown());
export type Row = z.infer<typeof row>;

/** The member at a dotted path. */
export function at(answer: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((member, name) => row.parse(member)[name], answer);
}

/** A JSON object's members. */
export const membersOf = (answer: unknown): Row => row.parse(answer);

/** The rows at a dotted path. */
export const rowsAt = (answer: unknown, path = 'data.rows'): Row[] => z.array(row).parse(at(answer, path));

/** The lines lmapi.php answers. */
export const addLead = async (simulator: Simulator, fields: Fields): Promise<string> =>
  (
    await post(simulator, '/API/lmapi.php', {
      user: simulator.user,
      pass: simulator.pass,
      function: 'add_lead',
      source: 'test',
      ...fields,
    })
  ).text;
