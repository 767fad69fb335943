-- Forgets dropped followers, whose leases have ended. ARGV: epoch, followers.
-- Returns the sequence that the others have acknowledged; false when the log is another one.
if not is_log(ARGV[1]) then return false end
for i = 2, #ARGV do redis.call('HDEL', dropped, ARGV[i]) end
return publish_minimum()
