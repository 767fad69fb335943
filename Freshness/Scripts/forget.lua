-- Forgets dropped followers, whose leases have ended. ARGV: epoch, followers.
-- Returns the position that the others have acknowledged; false when the log is another one.
local state = redis.call('HMGET', log, 'epoch', 'incarnation')
if state[1] ~= ARGV[1] or state[2] ~= incarnation() then return false end
for i = 2, #ARGV do redis.call('HDEL', dropped, ARGV[i]) end
return publish_minimum()
