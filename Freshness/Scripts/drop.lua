-- Drops the followers that have not acknowledged a position: their renewals are refused from now on. ARGV: epoch, position.
-- Returns the position that all have acknowledged and the followers that are dropped; false when the log is another one.
local state = redis.call('HMGET', log, 'epoch', 'incarnation')
if state[1] ~= ARGV[1] or state[2] ~= incarnation() then return false end
local all = redis.call('HGETALL', followers)
for i = 1, #all, 2 do
  if tonumber(all[i + 1]) < tonumber(ARGV[2]) then
    redis.call('HSET', dropped, all[i], all[i + 1])
    redis.call('HDEL', followers, all[i])
  end
end
return { publish_minimum(), redis.call('HKEYS', dropped) }
