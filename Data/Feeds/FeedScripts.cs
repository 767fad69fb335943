namespace Conduit.Data.Feeds;

/// <summary>What is done in Redis in one step.</summary>
internal static class FeedScripts
{
    // Somebody is at it already: his counts.
    public const string Begin = """
        if redis.call('getrange', KEYS[1], 0, 0) == 'B' then return 0 end
        redis.call('set', KEYS[1], ARGV[1], 'ex', ARGV[2])
        return 1
        """;

    // Whoever told the feed of an article meanwhile has taken away what was begun.
    public const string Finish = """
        if redis.call('get', KEYS[1]) ~= ARGV[1] then return 0 end
        redis.call('set', KEYS[1], ARGV[2], 'ex', ARGV[3])
        return 1
        """;

    // Of a feed that is being made nobody can tell whether its maker has seen the article. Under another number than the teller's it was
    // made, or will be, by one who has.
    public const string Tell = """
        local entry, at, longest, told = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), 0
        for index, key in ipairs(KEYS) do
            local head = redis.call('getrange', key, 0, at + 7)
            local kind = string.sub(head, 1, 1)
            if kind == 'B' then
                redis.call('del', key)
            elseif kind == 'F' and string.sub(head, at + 1, at + 8) == ARGV[3 + index] then
                if redis.call('append', key, entry) > longest then redis.call('del', key) end
                told = told + 1
            end
        end
        return told
        """;
}
