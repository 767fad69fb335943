using Aspire.Hosting.Testing;
using Conduit.Tests.Application;
using StackExchange.Redis;

namespace Conduit.Tests.Api.Caching;

/// <summary>
/// After every deed, whatever is kept shows what the databases hold: all views are asked for while they are kept, and again when nothing that was kept counts any more.
/// A tag that a write forgets to touch, or a read to depend on, makes the two differ.
/// </summary>
[Collection(SharedApplication.Name)]
public sealed class KeptViewsTests(WholeApplication whole)
{
    private const int Steps = 16;

    private static readonly RedisKey[] Logs = ["{accounts}:log", "{conduit-0}:log", "{conduit-1}:log"];

    [Fact]
    public async Task Every_view_shows_every_deed_at_once()
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        var world = await SmallWorld.CreateAsync(whole.Application);
        await using var stamps = await ConnectionMultiplexer.ConnectAsync((await whole.Application.App.GetConnectionStringAsync("stamps"))!);
        for (var step = 0; step < Steps; step++)
        {
            // On both servers, each of which may need to read twice before it can keep what it reads.
            for (var round = 0; round < 4; round++) await world.ViewsAsync();
            var deed = await world.DoAsync(random);

            var kept = await world.ViewsAsync();
            // What was cached in an epoch is invalid in the next.
            Assert.Equal(Logs.Length, await stamps.GetDatabase().KeyDeleteAsync(Logs));
            await Eventually.TrueAsync(async () => await stamps.GetDatabase().KeyExistsAsync(Logs) == Logs.Length && await HasEpochsAsync(stamps), "new epochs begin");
            var read = await world.ViewsAsync();

            foreach (var (view, shown) in read)
                Assert.True(kept[view] == shown, $"seed {seed}, step {step}: somebody {deed}, and {view} shows\n{kept[view]}\ninstead of\n{shown}");
        }
    }

    private static async Task<bool> HasEpochsAsync(ConnectionMultiplexer stamps)
    {
        foreach (var log in Logs)
            if ((string?)await stamps.GetDatabase().HashGetAsync(log, "valid") != "1") return false;
        return true;
    }
}
