-- Renews a follower's lease and acknowledges all events up to a position. ARGV: follower, epoch, position.
-- Returns 1; 0 when the follower was dropped; -1 when the log is another one. The incarnation is checked while the epoch is withdrawn, too.
local state = redis.call('HMGET', log, 'epoch', 'incarnation')
if state[1] ~= ARGV[2] or state[2] ~= incarnation() then return -1 end
local acknowledged = redis.call('HGET', followers, ARGV[1])
if not acknowledged then return 0 end
if tonumber(ARGV[3]) > tonumber(acknowledged) then
  redis.call('HSET', followers, ARGV[1], ARGV[3])
  publish_minimum()
end
return 1
