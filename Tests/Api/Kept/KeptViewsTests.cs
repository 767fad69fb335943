using Aspire.Hosting.Testing;
using Conduit.Tests.Application;
using StackExchange.Redis;

namespace Conduit.Tests.Api.Kept;

/// <summary>
/// After every deed, whatever is kept shows what the databases hold: all views are asked for while they are kept, and again when nothing that was kept counts any more.
/// A tag that a write forgets to touch, or a read to depend on, makes the two differ.
/// </summary>
[Collection(SharedApplication.Name)]
public sealed class KeptViewsTests(WholeApplication whole)
{
    private const int Steps = 30;

    private static readonly RedisKey[] Epochs = ["{accounts}", "{conduit-0}", "{conduit-1}"];

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
            Assert.Equal(Epochs.Length, await stamps.GetDatabase().KeyDeleteAsync(Epochs));
            var read = await world.ViewsAsync();

            foreach (var (view, shown) in read)
                Assert.True(kept[view] == shown, $"seed {seed}, step {step}: somebody {deed}, and {view} shows\n{kept[view]}\ninstead of\n{shown}");
            await Eventually.TrueAsync(async () => await stamps.GetDatabase().KeyExistsAsync(Epochs) == Epochs.Length, "new epochs begin");
        }
    }
}
