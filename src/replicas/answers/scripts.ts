import { script } from '../script.ts';

/**
 * Begins to ask. KEYS: the lease, the entry. ARGV: the token of this call, the lease's milliseconds, how long answers may
 * be stale, 1 if a stored answer is of use.
 *
 * Returns `stored`, `yours`, or `taken` and for how long.
 */
export const BEGIN = script(`
if ARGV[4] == '1' and redis.call('PTTL', KEYS[2]) > tonumber(ARGV[3]) then return { 'stored', 0 } end
local left = redis.call('PTTL', KEYS[1])
if left >= 0 then return { 'taken', left } end
-- There is none, or one without an end, which is no server's.
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return { 'yours', 0 }
`);

/** Renews a lease. KEYS: the lease. ARGV: the token, the milliseconds. */
export const RENEW = script(`
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('PEXPIRE', KEYS[1], ARGV[2])
`);

/** Ends a call without an answer to store. KEYS: the lease. ARGV: the token, the channel, the message. */
export const END = script(`
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
return redis.call('PUBLISH', ARGV[2], ARGV[3])
`);

/**
 * Stores an answer, and ends its call. All stored answers together have at most the given bytes: the oldest are deleted.
 *
 * KEYS: the lease; the entry; the copy for followers; the keys in the order in which they were stored, and in which they
 * expire; their sizes; the sum of these. ARGV: the token, the channel, the message, the answer, the milliseconds of the
 * entry and of the copy (0 = none), the most bytes.
 *
 * Returns the sum.
 */
export const STORE = script(`
local function forget(key)
  local bytes = redis.call('HGET', KEYS[6], key)
  if bytes then
    redis.call('HDEL', KEYS[6], key)
    redis.call('DECRBY', KEYS[7], bytes)
  end
  redis.call('ZREM', KEYS[4], key)
  redis.call('ZREM', KEYS[5], key)
end
local most = tonumber(ARGV[7])
local function put(key, milliseconds)
  local bytes = #ARGV[4] + 300
  if milliseconds == 0 or bytes > most then return end
  forget(key)
  while tonumber(redis.call('GET', KEYS[7]) or '0') + bytes > most do
    local oldest = redis.call('ZRANGE', KEYS[4], 0, 0)[1]
    if not oldest then
      redis.call('DEL', KEYS[7])
      break
    end
    forget(oldest)
    redis.call('DEL', oldest)
  end
  redis.call('SET', key, ARGV[4], 'PX', milliseconds)
  redis.call('ZADD', KEYS[4], now, key)
  redis.call('ZADD', KEYS[5], now + milliseconds, key)
  redis.call('HSET', KEYS[6], key, bytes)
  redis.call('INCRBY', KEYS[7], bytes)
end
for _, key in ipairs(redis.call('ZRANGEBYSCORE', KEYS[5], '-inf', now, 'LIMIT', 0, 1000)) do forget(key) end
put(KEYS[2], tonumber(ARGV[5]))
put(KEYS[3], tonumber(ARGV[6]))
-- Longer than any answer is kept.
for index = 4, 7 do redis.call('EXPIRE', KEYS[index], 7200) end
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
redis.call('PUBLISH', ARGV[2], ARGV[3])
return tonumber(redis.call('GET', KEYS[7]) or '0')
`);
