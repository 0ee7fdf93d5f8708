import { createHash } from 'node:crypto';
import { z } from 'zod';

/** A Lua script. It has `now`, the milliseconds of Redis's clock, beside KEYS and ARGV, and ends with `return`. */
export interface Script {
  readonly text: string;
  readonly sha: string;
}

/**
 * Refuses a script whose deadline has passed: Redis may run it late, after a pause of its own, and its caller has gone
 * on without it. Each result has the time of Redis's clock, because the deadline is given in that clock.
 */
const PRELUDE = `
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
if now > tonumber(table.remove(ARGV)) then return redis.error_reply('LATE ' .. string.format('%d', now)) end
local function main()
`;
const END = `
end
return { string.format('%d', now), main() }
`;

/** A script for `Connection.run`. @param body Lua; see `Script` */
export function script(body: string): Script {
  const text = PRELUDE + body + END;
  return { text, sha: createHash('sha1').update(text).digest('hex') };
}

const scriptReply = z.tuple([z.coerce.number(), z.unknown()]).or(z.tuple([z.coerce.number()]));
/** The result in a script's reply, and the time of Redis's clock in milliseconds. */
export function resultIn(reply: unknown): { readonly now: number; readonly result: unknown } {
  const [now, result] = scriptReply.parse(reply);
  return { now, result };
}
