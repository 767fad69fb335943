-- Drops the followers that have not acknowledged an event: their renewals are refused from now on. ARGV: epoch, sequence.
-- Returns the sequence that all have acknowledged, all followers that are dropped, and how many of them are so only now;
-- false when the log is another one.
if not is_log(ARGV[1]) then return false end
local new = 0
local all = redis.call('HGETALL', followers)
for i = 1, #all, 2 do
  if tonumber(all[i + 1]) < tonumber(ARGV[2]) then
    redis.call('HSET', dropped, all[i], all[i + 1])
    redis.call('HDEL', followers, all[i])
    redis.call('PUBLISH', KEYS[1] .. ':drops', all[i])
    new = new + 1
  end
end
return { publish_minimum(), redis.call('HKEYS', dropped), new }
