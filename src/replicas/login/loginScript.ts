import { z } from 'zod';
import { script } from '../script.ts';

/**
 * The state of a login, in one hash: `refusals` since it was accepted, `until` it is not tried, and `restarted` the same
 * for a server that has started since; `accepted`, the last `message`, and who tries it (`trying`) until when
 * (`tryingUntil`).
 *
 * KEYS: the hash. ARGV: the channel, the server's id, `started`, and what has happened:
 *
 * - `known`, n, ms, message: nothing; but Redis may have lost that there were n refusals, and so long to wait
 * - `try`, ms: the server wants to try a login that is not known to be accepted, for so long at most
 * - `ended`: its try has ended without a verdict
 * - `accepted`, n: a call was accepted that was sent when there had been n refusals
 * - `refused`, message, most, ms after `most` refusals, ms after the first, after the second …
 *
 * `started` is 1 if the server has heard of no verdict since it started or its secret changed. Such a server waits for the
 * last of the pauses only: somebody who has mended the login at the dialer restarts a server to have it tried.
 *
 * The reply: whether the server may try, refusals, milliseconds left, accepted, message. The message to the channel is the
 * same for servers that have not just started, without the first.
 */
export const LOGIN = script(`
local key, channel, me, started, event = KEYS[1], ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local names = { 'refusals', 'until', 'accepted', 'message', 'trying', 'tryingUntil', 'restarted' }
local got = redis.call('HMGET', key, unpack(names))
local s = {}
for i, name in ipairs(names) do s[name] = got[i] or '' end
local refusals = tonumber(s.refusals) or 0
local isNews, may = false, 0
local function free()
  if s.trying == me then s.trying, s.tryingUntil = '', '' end
end
local function left(isStarted)
  local ends = tonumber(s['until']) or 0
  if isStarted then ends = math.min(ends, tonumber(s.restarted) or ends) end
  return math.max(0, ends - now)
end
if event == 'known' then
  if s.accepted ~= '1' and tonumber(ARGV[5]) > refusals then
    refusals, s.message = tonumber(ARGV[5]), ARGV[7]
    s['until'] = math.max(tonumber(s['until']) or 0, now + tonumber(ARGV[6]))
  end
elseif event == 'try' then
  local isTried = s.trying ~= '' and s.trying ~= me and now < tonumber(s.tryingUntil)
  if left(started == '1') == 0 then
    if s.accepted == '1' then
      may = 1
    elseif not isTried then
      may, s.trying, s.tryingUntil = 1, me, now + tonumber(ARGV[5])
    end
  end
elseif event == 'ended' then
  isNews = s.trying == me
  free()
elseif event == 'accepted' then
  if tonumber(ARGV[5]) >= refusals then
    isNews = s.accepted ~= '1'
    refusals, s['until'], s.accepted, s.message = 0, '', '1', ''
  end
  free()
elseif event == 'refused' then
  refusals, isNews = refusals + 1, true
  local at = refusals >= tonumber(ARGV[6]) and 7 or math.min(7 + refusals, #ARGV)
  s['until'] = math.max(tonumber(s['until']) or 0, now + tonumber(ARGV[at]))
  s.restarted = now + tonumber(ARGV[#ARGV])
  s.accepted, s.message = '', ARGV[5]
  free()
end
if event ~= 'known' or refusals > 0 then
  redis.call('HSET', key, 'refusals', refusals, 'until', s['until'], 'accepted', s.accepted, 'message', s.message,
    'trying', s.trying, 'tryingUntil', s.tryingUntil, 'restarted', s.restarted)
  redis.call('PEXPIRE', key, 86400000)
end
local accepted = s.accepted == '1' and 1 or 0
local news = { refusals, left(false), accepted, s.message }
if isNews then redis.call('PUBLISH', channel, cjson.encode(news)) end
return { may, refusals, left(started == '1'), accepted, s.message }
`);

const state = [z.number(), z.number(), z.number(), z.string()] as const;
/** Refusals, milliseconds left, 1 if accepted, message. */
export const loginMessage = z.tuple([...state]);
/** 1 if the server may try, and the state. */
export const loginReply = z.tuple([z.number(), ...state]);
