namespace Conduit.Freshness;

/// <summary>
/// What Redis does in one step. Of a database D it holds: <c>{D}</c>, the epoch and its base; <c>{D}:seq</c>, a number that each beginning and end of a write
/// raises and that is never set back; <c>{D}:marks:EPOCH</c>, the writes under way, each with the time it began; and for each slot of tags <c>{D}:t:SLOT</c>, whether a
/// write is under way, the number at its last change, its stamp, and the epoch all that belongs to, with the set of its marks beside it. One value a slot, so that a
/// look is one MGET; and as many slots as there are, so that memory is bounded though nothing is ever forgotten.
/// </summary>
internal static class StampScripts
{
    // Of marks that nobody takes away, when their epoch has ended long since.
    private const string Life = "86400";

    private const string Changed = """
        local seq = redis.call('INCR', KEYS[1] .. ':seq')
        local function change(slot, position)
          local key = KEYS[1] .. ':t:' .. slot
          local stamp = '0000000000000000'
          local old = redis.call('GET', key)
          if old and string.sub(old, -#epoch) == epoch then stamp = string.sub(old, -#epoch - 17, -#epoch - 2) end
          if position > stamp then stamp = position end
          local state = redis.call('EXISTS', key .. ':marks:' .. epoch) == 1 and '!' or '.'
          redis.call('SET', key, state .. string.format('%.0f', seq) .. ' ' .. stamp .. ' ' .. epoch)
        end
        """;

    /// <summary>ARGV: id, slots. Answers the epoch.</summary>
    public static readonly string Begin = $"""
        local copy = redis.call('GET', KEYS[1])
        if not copy then return false end
        local epoch = string.match(copy, '^%S+')
        {Changed}
        local now = redis.call('TIME')
        redis.call('ZADD', KEYS[1] .. ':marks:' .. epoch, now[1] * 1000 + math.floor(now[2] / 1000), ARGV[1])
        redis.call('EXPIRE', KEYS[1] .. ':marks:' .. epoch, LIFE)
        for i = 2, #ARGV do
          local marks = KEYS[1] .. ':t:' .. ARGV[i] .. ':marks:' .. epoch
          redis.call('SADD', marks, ARGV[1])
          redis.call('EXPIRE', marks, LIFE)
          change(ARGV[i], '')
        end
        return epoch
        """.Replace("LIFE", Life, StringComparison.Ordinal);

    /// <summary>ARGV: id, epoch, position or nothing, slots.</summary>
    public static readonly string End = $"""
        local copy = redis.call('GET', KEYS[1])
        if not copy or string.match(copy, '^%S+') ~= ARGV[2] then return 0 end
        local epoch = ARGV[2]
        {Changed}
        redis.call('ZREM', KEYS[1] .. ':marks:' .. epoch, ARGV[1])
        for i = 4, #ARGV do
          redis.call('SREM', KEYS[1] .. ':t:' .. ARGV[i] .. ':marks:' .. epoch, ARGV[1])
          change(ARGV[i], ARGV[3])
        end
        return 1
        """.Replace("LIFE", Life, StringComparison.Ordinal);

    /// <summary>Answers the epoch and for how many milliseconds the oldest write has been under way.</summary>
    public const string Watch = """
        local copy = redis.call('GET', KEYS[1])
        if not copy then return false end
        local epoch = string.match(copy, '^%S+')
        local first = redis.call('ZRANGE', KEYS[1] .. ':marks:' .. epoch, 0, 0, 'WITHSCORES')
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
