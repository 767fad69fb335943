-- Comes before every script. Of a database D (KEYS[1] is "{D}"), Redis holds:
--   {D}:log             hash: epoch, valid (1, until it is withdrawn), incarnation, sequence, base (LSN), minimum (the last event that all
--                       followers have acknowledged), claim, claimed_at, incarnation_of_claim
--   {D}:events:EPOCH    stream of the writes' begins and ends; entry N-0 is number N of the sequence
--   {D}:slots           hash: slot -> "version LSN", of the slots that were written to in this epoch
--   {D}:writes          hash: write -> "milliseconds slot,slot,...", of the writes under way
--   {D}:followers       hash: follower -> the last event it acknowledged
--   {D}:dropped         hash: the same for followers whose renewals are refused and whose leases may still run
-- An LSN, a position in the database's WAL, is 16 hexadecimal digits, so that comparing texts compares numbers.
local log = KEYS[1] .. ':log'
local slots = KEYS[1] .. ':slots'
local writes = KEYS[1] .. ':writes'
local followers = KEYS[1] .. ':followers'
local dropped = KEYS[1] .. ':dropped'

-- All of this belongs to one life of one Redis server: after a restart or a failover it says nothing any more.
local function incarnation()
  return string.match(redis.call('INFO', 'replication'), 'master_replid:(%x+)')
end

-- The epoch and its sequence; nothing when the epoch was withdrawn or belongs to another incarnation.
local function current()
  local state = redis.call('HMGET', log, 'epoch', 'valid', 'incarnation', 'sequence')
  if state[2] ~= '1' or state[3] ~= incarnation() then return nil end
  return state[1], tonumber(state[4])
end

-- Whether this is still the log of an epoch, which may be withdrawn, in this incarnation.
local function is_log(epoch)
  local state = redis.call('HMGET', log, 'epoch', 'incarnation')
  return state[1] == epoch and state[2] == incarnation()
end

-- Appends an event. Followers that are further behind than the stream is long begin anew.
local function append(epoch, kind, value)
  local sequence = redis.call('HINCRBY', log, 'sequence', 1)
  redis.call('XADD', KEYS[1] .. ':events:' .. epoch, 'MAXLEN', '~', 10000, sequence .. '-0', kind, value)
  return sequence
end

-- What all followers have acknowledged, dropped ones included; published when it has risen.
local function publish_minimum()
  local state = redis.call('HMGET', log, 'epoch', 'sequence', 'minimum')
  if not state[1] then return -1 end
  local minimum = tonumber(state[2])
  for _, set in ipairs({ followers, dropped }) do
    for _, acknowledged in ipairs(redis.call('HVALS', set)) do
      if tonumber(acknowledged) < minimum then minimum = tonumber(acknowledged) end
    end
  end
  if minimum > tonumber(state[3] or '0') then
    redis.call('HSET', log, 'minimum', minimum)
    redis.call('PUBLISH', KEYS[1] .. ':acknowledged', state[1] .. ' ' .. minimum)
  end
  return minimum
end

