-- Renews a follower's lease and acknowledges all events up to one. ARGV: follower, epoch, sequence.
-- Returns how many events the log has after that one; -1 when the follower was dropped; -2 when the log is another one.
-- The incarnation is checked while the epoch is withdrawn, too.
if not is_log(ARGV[2]) then return -2 end
local acknowledged = redis.call('HGET', followers, ARGV[1])
if not acknowledged then return -1 end
if tonumber(ARGV[3]) > tonumber(acknowledged) then
  redis.call('HSET', followers, ARGV[1], ARGV[3])
  publish_minimum()
end
return tonumber(redis.call('HGET', log, 'sequence')) - tonumber(ARGV[3])
