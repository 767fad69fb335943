using System.Globalization;
using Conduit.Lab.Api;
using StackExchange.Redis;

namespace Conduit.Lab.Cache;

/// <summary>Counts the Redis round trips of a write, with the caches on and off.</summary>
internal static class WriteCost
{
    private const int Writes = 200;

    // The commands that the servers send; commands that a script calls within Redis are not round trips.
    private static readonly string[] Sent = ["cmdstat_evalsha", "cmdstat_eval", "cmdstat_xread"];

    public static async Task RunAsync(
        Corpus corpus, TimedClient edge, Switchboard switches, CacheView[] views, CancellationToken cancellationToken)
    {
        await using var redis = await LabRedis.OpenAsync("freshness");
        if (redis is null) return;
        foreach (var tiers in new[] { Tiers.All, Tiers.Off })
        {
            await switches.SwitchAsync(tiers, edge, views.Select(view => view.Path), cancellationToken);
            var idle = await CountAsync(redis, () => Task.Delay(TimeSpan.FromSeconds(2), cancellationToken));
            var start = TimeProvider.System.GetTimestamp();
            var all = await CountAsync(redis, WriteAsync);
            var background = idle / 2.0 * TimeProvider.System.GetElapsedTime(start).TotalSeconds;
            var roundTrips = (all - background) / Writes;
            var text = string.Create(CultureInfo.InvariantCulture, $"a write with {tiers.Name}: {roundTrips:0.0} round trips");
            Console.WriteLine($"{text} to Redis 'freshness', those of followers included");
        }

        async Task WriteAsync()
        {
            var path = $"{Scenarios.PathOf(corpus.Own[0])}/favorite";
            for (var write = 0; write < Writes; write++)
                await edge.SendAsync(write % 2 == 0 ? "POST" : "DELETE", path, corpus.Users[0], json: null, tag: null, cancellationToken);
        }
    }

    private static async Task<long> CountAsync(ConnectionMultiplexer redis, Func<Task> act)
    {
        var before = await CallsAsync(redis);
        await act();
        return await CallsAsync(redis) - before;
    }

    private static async Task<long> CallsAsync(ConnectionMultiplexer redis) =>
        (await redis.GetServers()[0].InfoAsync("commandstats"))
            .SelectMany(section => section)
            .Where(stat => Sent.Contains(stat.Key))
            .Sum(stat => long.Parse(stat.Value.Split(',')[0].Split('=')[1], CultureInfo.InvariantCulture));
}
