import { z } from 'zod';
import { script } from '../script.ts';

/**
 * Tells news. KEYS: the hash of what holds at present, the lease of the circuit's probe. ARGV: the channel, the news as a
 * message, the field, the kind, milliseconds. A field's value: until when it holds, the kind.
 */
export const TELL = script(`
if ARGV[4] == 'closed' then
  redis.call('HDEL', KEYS[1], ARGV[3])
else
  redis.call('HSET', KEYS[1], ARGV[3], now + ARGV[5] .. ' ' .. ARGV[4])
  redis.call('PEXPIRE', KEYS[1], math.max(redis.call('PTTL', KEYS[1]), tonumber(ARGV[5])))
end
redis.call('DEL', KEYS[2])
redis.call('PUBLISH', ARGV[1], ARGV[2])
return 0
`);

/** What holds at present: field, kind and milliseconds of each. KEYS: the hash. */
export const LOOK = script(`
local all, found = redis.call('HGETALL', KEYS[1]), {}
for i = 1, #all, 2 do
  local ends, kind = all[i + 1]:match('^(%S+) (%S+)')
  local left = tonumber(ends) - now
  if left > 0 then found[#found + 1] = { all[i], kind, left } end
end
return found
`);

/** Asks to make a probe. KEYS: its lease. ARGV: the server's id, milliseconds. Reply: 1, or 0 if another server makes it. */
export const PROBE = script(`
local owner = redis.call('GET', KEYS[1])
if owner and owner ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
`);

const kind = z.enum(['open', 'closed', 'pause', 'limit']);

/** A message: the server that tells it, the kind, the field and the milliseconds. */
export const newsMessage = z.tuple([z.string(), kind, z.string(), z.number()]);

export const lookReply = z.array(z.tuple([z.string(), kind, z.number()]));
