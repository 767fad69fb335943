-- Registers a follower and returns the state of all slots, in one step. ARGV: its new id, its former id or nothing.
-- Returns epoch, base, sequence, slots, writes under way; false without an epoch.
local epoch, sequence = current()
if not epoch then return false end
-- The former mirror and its lease were discarded before this was sent.
redis.call('HDEL', followers, ARGV[2])
redis.call('HDEL', dropped, ARGV[2])
redis.call('HSET', followers, ARGV[1], sequence)
publish_minimum()
return { epoch, redis.call('HGET', log, 'base'), sequence, redis.call('HGETALL', slots), redis.call('HGETALL', writes) }
