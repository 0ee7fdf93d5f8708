import { z } from 'zod';
import { script } from '../script.ts';

/**
 * Divides an upstream's slots among the servers. One hash has an entry for each server:
 *
 *     time of its last report, slots held, slots wanted, share without Redis
 *
 * and one for all, without a name: since when the hash exists, and the slots that servers reported to hold since then.
 *
 * KEYS: the hash. ARGV: the channel; the server's id; its slots held and wanted; the slots of all; and in milliseconds:
 * `valid`, `ended`, `forgotten` and `recovered` (see `SlotTerms`).
 *
 * - A server that does not report keeps its slots while its calls may be open (`ended`), and its share without Redis for
 *   longer (`forgotten`), since it may serve on without Redis.
 * - While the hash is new, because Redis lost it, only slots that servers report to hold are divided.
 * - Slots are divided by max-min fairness: a server that wants less than an equal part gets that; the rest is divided equally.
 *   Each server wants at least one, and one that has one keeps it: servers that start and are killed, one after the
 *   other, take no more than what is left.
 * - A server holds what it held until it reports less. So no slot is given twice.
 *
 * Reply: the slots that it may use; those it holds, which are more until its calls have ended; those it would get if it
 * wanted all; and its share without Redis.
 */
export const REPORT = script(`
local channel, me = ARGV[1], ARGV[2]
local bound, want, all = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local valid, ended, forgotten, recovered = tonumber(ARGV[6]), tonumber(ARGV[7]), tonumber(ARGV[8]), tonumber(ARGV[9])
local entries = redis.call('HGETALL', KEYS[1])
local since, pool, isKnown, kept = now, 0, false, 0
local live, others, silent, shares, count = {}, 0, 0, 0, 1
for i = 1, #entries, 2 do
  local id = entries[i]
  if id == '' then
    since, pool = entries[i + 1]:match('^(%S+) (%S+)')
    since, pool = tonumber(since), tonumber(pool)
  else
    local at, held, wants, share = entries[i + 1]:match('^(%S+) (%S+) (%S+) (%S+)')
    local age = now - tonumber(at)
    held, wants, share = tonumber(held), tonumber(wants), tonumber(share)
    if id == me then
      isKnown = true
      if age < ended then kept = math.min(1, held) end
    elseif age >= forgotten then
      redis.call('HDEL', KEYS[1], id)
    else
      count = count + 1
      shares = shares + share
      if age < valid then
        live[#live + 1] = { id = id, held = held, want = math.max(1, wants) }
        others = others + held
      elseif age < ended then
        silent = silent + math.max(held, share)
      else
        silent = silent + share
      end
    end
  end
end
if now - since >= recovered then
  pool = all
elseif not isKnown then
  pool = math.min(all, pool + bound)
end
redis.call('HSET', KEYS[1], '', since .. ' ' .. pool)

local function divide(wanted)
  local list = { { id = me, want = wanted, held = kept } }
  for _, one in ipairs(live) do list[#list + 1] = one end
  table.sort(list, function(a, b)
    if a.want ~= b.want then return a.want < b.want end
    return a.id < b.id
  end)
  local left, parts = math.max(0, pool - silent), {}
  for i, one in ipairs(list) do
    parts[one.id] = math.max(math.min(1, one.held), math.min(one.want, math.floor(left / (#list - i + 1))))
    left = math.max(0, left - parts[one.id])
  end
  return parts
end

local parts = divide(math.max(1, want))
local limit = math.max(kept, math.min(parts[me], pool - silent - others))
local held = math.max(bound, limit)
local share = math.max(1, math.min(math.floor(all / count), all - shares))
redis.call('HSET', KEYS[1], me, table.concat({ now, held, want, share }, ' '))
redis.call('PEXPIRE', KEYS[1], forgotten)

local free = pool - silent - others - held
local called, isStarved = {}, limit < parts[me]
for _, one in ipairs(live) do
  if one.held < parts[one.id] then
    isStarved = true
    if free > 0 then called[#called + 1] = one.id end
  end
end
if isStarved then
  for _, one in ipairs(live) do
    if one.held > parts[one.id] then called[#called + 1] = one.id end
  end
end
if #called > 0 then redis.call('PUBLISH', channel, table.concat(called, ' ')) end
return { limit, held, divide(all)[me], share }
`);

/** Leaves: its slots are free at once. KEYS: the hash. ARGV: the channel, the server's id. */
export const LEAVE = script(`
redis.call('HDEL', KEYS[1], ARGV[2])
redis.call('PUBLISH', ARGV[1], '*')
return 0
`);

export const reportReply = z.tuple([z.number(), z.number(), z.number(), z.number()]);
