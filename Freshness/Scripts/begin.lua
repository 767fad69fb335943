-- Begins a write: marks its slots in the log. ARGV: write, slots as "1,2,3".
-- Returns the epoch, the sequence of the event, and 1 when there are no followers to wait for, else 0; false without an epoch.
local epoch = current()
if not epoch then return false end
local now = redis.call('TIME')
redis.call('HSET', writes, ARGV[1], (now[1] * 1000 + math.floor(now[2] / 1000)) .. ' ' .. ARGV[2])
local sequence = append(epoch, 'begin', ARGV[1] .. ' ' .. ARGV[2])
for slot in string.gmatch(ARGV[2], '%d+') do
  local old = redis.call('HGET', slots, slot)
  redis.call('HSET', slots, slot, sequence .. ' ' .. (old and string.match(old, '%x+$') or '0000000000000000'))
end
local has_followers = redis.call('HLEN', followers) + redis.call('HLEN', dropped) > 0
return { epoch, sequence, has_followers and 0 or 1 }
