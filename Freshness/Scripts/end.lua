-- Ends a write: removes its mark and raises the versions of its slots. ARGV: write, epoch, LSN after its commit or nothing.
-- Sent twice, late or in another epoch it does nothing.
local epoch = current()
if epoch ~= ARGV[2] then return 0 end
local write = redis.call('HGET', writes, ARGV[1])
if not write then return 0 end
redis.call('HDEL', writes, ARGV[1])
local sequence = append(epoch, 'end', ARGV[1] .. ' ' .. ARGV[3])
for slot in string.gmatch(string.match(write, '%S+$'), '%d+') do
  local highest = string.match(redis.call('HGET', slots, slot), '%x+$')
  -- Writes may end in another order than they committed.
  if ARGV[3] > highest then highest = ARGV[3] end
  redis.call('HSET', slots, slot, sequence .. ' ' .. highest)
end
return 1
