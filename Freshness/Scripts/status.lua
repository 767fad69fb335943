-- Returns the epoch, for how many milliseconds the oldest write has been under way, the sequence, and the followers and dropped
-- followers with the last events that they acknowledged; false without an epoch.
local epoch, sequence = current()
if not epoch then return false end
local now = redis.call('TIME')
now = now[1] * 1000 + math.floor(now[2] / 1000)
local oldest = now
for _, write in ipairs(redis.call('HVALS', writes)) do
  local began = tonumber(string.match(write, '^%d+'))
  if began < oldest then oldest = began end
end
return { epoch, now - oldest, sequence, redis.call('HGETALL', followers), redis.call('HGETALL', dropped) }
