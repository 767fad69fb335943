namespace Conduit.Freshness;

/// <summary>
/// What Redis does in one step. A database's key holds its epoch and base; under it, each tag of an epoch has a stamp and a set of marks, each with the time it was made.
/// </summary>
internal static class StampScripts
{
    // Tags of epochs that have ended, and of an idle day, are forgotten. A stamp outlives by far what a replica may lag behind.
    private const string Life = "86400";

    /// <summary>ARGV: id, tags. Answers the epoch.</summary>
    public const string Begin = $"""
        local epoch = redis.call('HGET', KEYS[1], 'epoch')
        if not epoch then return false end
        local now = redis.call('TIME')
        for i = 2, #ARGV do
          local marks = KEYS[1] .. ':' .. epoch .. ':' .. ARGV[i] .. ':marks'
          redis.call('ZADD', marks, now[1] * 1000 + math.floor(now[2] / 1000), ARGV[1])
          redis.call('EXPIRE', marks, {Life})
        end
        return epoch
        """;

    /// <summary>ARGV: id, epoch, position or nothing, tags.</summary>
    public const string End = $"""
        if redis.call('HGET', KEYS[1], 'epoch') ~= ARGV[2] then return 0 end
        for i = 4, #ARGV do
          local tag = KEYS[1] .. ':' .. ARGV[2] .. ':' .. ARGV[i]
          redis.call('ZREM', tag .. ':marks', ARGV[1])
          if ARGV[3] ~= '' then
            local stamp = redis.call('GET', tag)
            if not stamp or stamp < ARGV[3] then stamp = ARGV[3] end
            redis.call('SET', tag, stamp, 'EX', {Life})
          end
        end
        return 1
        """;

    /// <summary>ARGV: tags. Answers epoch, highest of base and stamps, number of marks, age of the oldest in milliseconds.</summary>
    public const string Look = """
        local copy = redis.call('HMGET', KEYS[1], 'epoch', 'base')
        if not copy[1] then return false end
        local needed, marks, oldest = copy[2], 0, nil
        for i = 1, #ARGV do
          local tag = KEYS[1] .. ':' .. copy[1] .. ':' .. ARGV[i]
          local stamp = redis.call('GET', tag)
          if stamp and stamp > needed then needed = stamp end
          local first = redis.call('ZRANGE', tag .. ':marks', 0, 0, 'WITHSCORES')
          if first[2] then
            marks = marks + 1
            oldest = math.min(oldest or tonumber(first[2]), tonumber(first[2]))
          end
        end
        local age = 0
        if oldest then
          local now = redis.call('TIME')
          age = now[1] * 1000 + math.floor(now[2] / 1000) - oldest
        end
        return { copy[1], needed, marks, age }
        """;

    /// <summary>ARGV: claim.</summary>
    public const string Claim = """
        redis.call('DEL', KEYS[1])
        redis.call('HSET', KEYS[1], 'claim', ARGV[1])
        return 1
        """;

    /// <summary>ARGV: claim, epoch, base.</summary>
    public const string Publish = """
        if redis.call('HGET', KEYS[1], 'claim') ~= ARGV[1] then return 0 end
        redis.call('HDEL', KEYS[1], 'claim')
        redis.call('HSET', KEYS[1], 'epoch', ARGV[2], 'base', ARGV[3])
        return 1
        """;
}
