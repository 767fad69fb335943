namespace Conduit.Freshness;

/// <summary>
/// What Redis does in one step. Of a database D it holds: <c>{D}</c>, the epoch and its base; <c>{D}:seq</c>, a number that each beginning and end of a write
/// raises and that is never set back; <c>{D}:EPOCH:marks</c>, the writes under way, each with the time it began; and for each tag <c>{D}:EPOCH:t:TAG</c>, whether a
/// write is under way, the number at its last change, and its stamp, with the set of its marks beside it. One value a tag, so that a look is one MGET.
/// </summary>
internal static class StampScripts
{
    // Tags of epochs that have ended, and of an idle day, are forgotten. A stamp outlives by far what a replica may lag behind, and every cached entry.
    private const string Life = "86400";

    private const string Changed = """
        local seq = redis.call('INCR', KEYS[1] .. ':seq')
        local function change(tag, position)
          local key = prefix .. ':t:' .. tag
          local stamp = string.sub(redis.call('GET', key) or '', -16)
          if position > stamp then stamp = position end
          local state = redis.call('EXISTS', key .. ':marks') == 1 and '!' or '.'
          redis.call('SET', key, state .. string.format('%.0f', seq) .. ' ' .. (stamp == '' and '0000000000000000' or stamp), 'EX', LIFE)
        end
        """;

    /// <summary>ARGV: id, tags. Answers the epoch.</summary>
    public static readonly string Begin = $"""
        local copy = redis.call('GET', KEYS[1])
        if not copy then return false end
        local epoch = string.match(copy, '^%S+')
        local prefix = KEYS[1] .. ':' .. epoch
        {Changed}
        local now = redis.call('TIME')
        redis.call('ZADD', prefix .. ':marks', now[1] * 1000 + math.floor(now[2] / 1000), ARGV[1])
        redis.call('EXPIRE', prefix .. ':marks', LIFE)
        for i = 2, #ARGV do
          redis.call('SADD', prefix .. ':t:' .. ARGV[i] .. ':marks', ARGV[1])
          redis.call('EXPIRE', prefix .. ':t:' .. ARGV[i] .. ':marks', LIFE)
          change(ARGV[i], '')
        end
        return epoch
        """.Replace("LIFE", Life, StringComparison.Ordinal);

    /// <summary>ARGV: id, epoch, position or nothing, tags.</summary>
    public static readonly string End = $"""
        local copy = redis.call('GET', KEYS[1])
        if not copy or string.match(copy, '^%S+') ~= ARGV[2] then return 0 end
        local prefix = KEYS[1] .. ':' .. ARGV[2]
        {Changed}
        redis.call('ZREM', prefix .. ':marks', ARGV[1])
        for i = 4, #ARGV do
          redis.call('SREM', prefix .. ':t:' .. ARGV[i] .. ':marks', ARGV[1])
          change(ARGV[i], ARGV[3])
        end
        return 1
        """.Replace("LIFE", Life, StringComparison.Ordinal);

    /// <summary>Answers the epoch and for how many milliseconds the oldest write has been under way.</summary>
    public const string Watch = """
        local copy = redis.call('GET', KEYS[1])
        if not copy then return false end
        local epoch = string.match(copy, '^%S+')
        local first = redis.call('ZRANGE', KEYS[1] .. ':' .. epoch .. ':marks', 0, 0, 'WITHSCORES')
        if not first[2] then return { epoch, 0 } end
        local now = redis.call('TIME')
        return { epoch, now[1] * 1000 + math.floor(now[2] / 1000) - tonumber(first[2]) }
        """;

    /// <summary>ARGV: claim.</summary>
    public const string Claim = """
        redis.call('DEL', KEYS[1])
        redis.call('SET', KEYS[1] .. ':claim', ARGV[1])
        return 1
        """;

    /// <summary>ARGV: claim, epoch, base.</summary>
    public const string Publish = """
        if redis.call('GET', KEYS[1] .. ':claim') ~= ARGV[1] then return 0 end
        redis.call('DEL', KEYS[1] .. ':claim')
        redis.call('SET', KEYS[1], ARGV[2] .. ' ' .. ARGV[3])
        return 1
        """;
}
