using Aspire.Hosting.Testing;
using Conduit.Tests.Application;
using StackExchange.Redis;

namespace Conduit.Tests.Api.Caching;

/// <summary>
/// After every write, cached views show what the databases hold: all views are read from the caches, and again after every cached entry has
/// become invalid. If a write forgets to invalidate a tag, or a read to depend on it, the two differ.
/// </summary>
[Collection(SharedApplication.Name)]
public sealed class CachedViewsTests(WholeApplication whole)
{
    private const int Steps = 16;

    private static readonly RedisKey[] Logs = ["{accounts}:log", "{conduit-0}:log", "{conduit-1}:log"];

    [Fact]
    public async Task Every_view_shows_every_write_at_once()
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        var world = await SmallWorld.CreateAsync(whole.Application);
        var address = (await whole.Application.App.GetConnectionStringAsync("freshness"))!;
        await using var freshness = await ConnectionMultiplexer.ConnectAsync(address);
        for (var step = 0; step < Steps; step++)
        {
            // On both servers, each of which may need two reads before it caches a view.
            for (var round = 0; round < 4; round++) await world.ViewsAsync();
            var operation = await world.DoAsync(random);

            var cached = await world.ViewsAsync();
            // What was cached in an epoch is invalid in the next.
            Assert.Equal(Logs.Length, await freshness.GetDatabase().KeyDeleteAsync(Logs));
            await Eventually.TrueAsync(
                async () => await freshness.GetDatabase().KeyExistsAsync(Logs) == Logs.Length && await HasEpochsAsync(freshness),
                "new epochs begin");
            var read = await world.ViewsAsync();

            foreach (var (view, shown) in read)
                Assert.True(
                    cached[view] == shown,
                    $"seed {seed}, step {step}: a user {operation}, and {view} shows\n{cached[view]}\ninstead of\n{shown}");
        }
    }

    private static async Task<bool> HasEpochsAsync(ConnectionMultiplexer freshness)
    {
        foreach (var log in Logs)
            if ((string?)await freshness.GetDatabase().HashGetAsync(log, "valid") != "1") return false;
        return true;
    }
}
