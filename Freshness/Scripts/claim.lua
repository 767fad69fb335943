-- Withdraws the epoch, so that no write begins and no follower joins until a new one is published.
-- ARGV: claim, for how many milliseconds an earlier claim is respected (so that servers do not take turns; safety does not depend on it).
-- Returns the incarnation and, when there was a valid epoch, that epoch and the sequence of its withdrawal; false while a claim is
-- respected.
local now = redis.call('TIME')
now = now[1] * 1000 + math.floor(now[2] / 1000)
local claim = redis.call('HMGET', log, 'claim', 'claimed_at', 'incarnation_of_claim')
if claim[1] and claim[3] == incarnation() and now - tonumber(claim[2]) < tonumber(ARGV[2]) then return false end
local epoch = current()
redis.call('HSET', log, 'claim', ARGV[1], 'claimed_at', now, 'incarnation_of_claim', incarnation())
local sequence = epoch and append(epoch, 'withdraw', '')
redis.call('HDEL', log, 'valid')
return { incarnation(), epoch, sequence }
