using System.Globalization;
using Conduit.Lab.Api;
using StackExchange.Redis;

namespace Conduit.Lab.Cache;

/// <summary>How often a write goes to Redis, with the caches and without.</summary>
internal static class WriteCost
{
    private const int Writes = 200;

    // What the servers send; what a script calls within Redis is no round trip.
    private static readonly string[] Sent = ["cmdstat_evalsha", "cmdstat_eval", "cmdstat_xread"];

    public static async Task RunAsync(Corpus corpus, TimedClient edge, Switchboard switches, CacheView[] views, CancellationToken cancellationToken)
    {
        await using var redis = await LabRedis.OpenAsync("freshness");
        if (redis is null) return;
        foreach (var tiers in new[] { Tiers.All, Tiers.Off })
        {
            await switches.SwitchAsync(tiers, edge, views.Select(view => view.Path), cancellationToken);
            var idle = await CountAsync(redis, () => Task.Delay(TimeSpan.FromSeconds(2), cancellationToken));
            var start = TimeProvider.System.GetTimestamp();
            var all = await CountAsync(redis, async () =>
            {
                for (var write = 0; write < Writes; write++)
                    await edge.SendAsync(write % 2 == 0 ? "POST" : "DELETE", $"{Scenarios.PathOf(corpus.Own[0])}/favorite", corpus.Users[0], null, null, cancellationToken);
            });
            var beside = idle / 2.0 * TimeProvider.System.GetElapsedTime(start).TotalSeconds;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"a write with {tiers.Name}: {(all - beside) / Writes:0.0} round trips to Redis 'freshness', those of followers included"));
        }
    }

    private static async Task<long> CountAsync(ConnectionMultiplexer redis, Func<Task> act)
    {
        var before = await CallsAsync(redis);
        await act();
        return await CallsAsync(redis) - before;
    }

    private static async Task<long> CallsAsync(ConnectionMultiplexer redis) =>
        (await redis.GetServers()[0].InfoAsync("commandstats")).SelectMany(section => section).Where(stat => Sent.Contains(stat.Key))
            .Sum(stat => long.Parse(stat.Value.Split(',')[0].Split('=')[1], CultureInfo.InvariantCulture));
}
