using System.Globalization;
using StackExchange.Redis;

namespace Conduit.Lab.Consistency;

/// <summary>Counts what followers and writers publish: lapses of leases, followers that were dropped, and long waits of writers.</summary>
internal sealed class FreshnessEvents(ConnectionMultiplexer redis) : IAsyncDisposable
{
    /// <summary>Counts from now on; null when the environment does not say where Redis is.</summary>
    public static async Task<FreshnessEvents?> CountAsync(Tally tally)
    {
        if (await LabRedis.OpenAsync("freshness") is not { } redis) return null;
        var subscriber = redis.GetSubscriber();
        await subscriber.SubscribeAsync(RedisChannel.Pattern("*:lapses"), (_, name) => tally.AddLapse($"{name}"));
        await subscriber.SubscribeAsync(RedisChannel.Pattern("*:drops"), (_, id) => tally.AddDrop($"{id}".Split(':')[0]));
        await subscriber.SubscribeAsync(RedisChannel.Pattern("*:waits"), (_, wait) =>
        {
            var parts = $"{wait}".Split(':');
            tally.AddWait(parts[0], TimeSpan.FromMilliseconds(long.Parse(parts[1], CultureInfo.InvariantCulture)));
        });
        return new(redis);
    }

    public ValueTask DisposeAsync() => redis.DisposeAsync();
}
