-- Removes a follower that has discarded its mirror. ARGV: follower.
redis.call('HDEL', followers, ARGV[1])
redis.call('HDEL', dropped, ARGV[1])
publish_minimum()
return 1
