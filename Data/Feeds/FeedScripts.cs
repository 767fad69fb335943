namespace Conduit.Data.Feeds;

/// <summary>The Lua scripts of feeds, which Redis runs atomically.</summary>
internal static class FeedScripts
{
    // Returns 0 when another request makes the feed already.
    public const string Begin = """
        if redis.call('getrange', KEYS[1], 0, 0) == 'B' then return 0 end
        redis.call('set', KEYS[1], ARGV[1], 'ex', ARGV[2])
        return 1
        """;

    // Returns 0 when a delivery deleted the marker in the meantime: the feed may lack that article.
    public const string Finish = """
        if redis.call('get', KEYS[1]) ~= ARGV[1] then return 0 end
        redis.call('set', KEYS[1], ARGV[2], 'ex', ARGV[3])
        return 1
        """;

    // A feed that is being made may or may not include the article, so its marker is deleted. A feed with another version of the follows
    // was or will be made by a request that reads the article itself.
    public const string Deliver = """
        local entry, at, longest, delivered = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), 0
        for index, key in ipairs(KEYS) do
            local head = redis.call('getrange', key, 0, at + 7)
            local kind = string.sub(head, 1, 1)
            if kind == 'B' then
                redis.call('del', key)
            elseif kind == 'F' and string.sub(head, at + 1, at + 8) == ARGV[3 + index] then
                if redis.call('append', key, entry) > longest then redis.call('del', key) end
                delivered = delivered + 1
            end
        end
        return delivered
        """;
}
