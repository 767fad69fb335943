-- Begins an epoch, unless another server has claimed the database since. ARGV: claim, incarnation at the claim, epoch, base.
if redis.call('HGET', log, 'claim') ~= ARGV[1] or ARGV[2] ~= incarnation() then return 0 end
local old = redis.call('HGET', log, 'epoch')
if old then redis.call('DEL', KEYS[1] .. ':events:' .. old) end
redis.call('DEL', log, slots, writes, followers, dropped)
redis.call('HSET', log, 'epoch', ARGV[3], 'valid', 1, 'incarnation', ARGV[2], 'sequence', 0, 'minimum', 0, 'base', ARGV[4])
return 1
