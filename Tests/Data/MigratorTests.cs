using System.Collections.Concurrent;
using Conduit.Data.Schema;
using Conduit.Data.Shards;
using Conduit.Tests.Application;

namespace Conduit.Tests.Data;

[Collection(SharedApplication.Name)]
public sealed class MigratorTests(WholeApplication whole)
{
    private const string Applied = "select \"MigrationId\" from \"__EFMigrationsHistory\"";
    private const string Sequences = "select count(*) from pg_sequences where sequencename like 'ids\\_%'";

    [Fact]
    public async Task Two_migrators_at_once_make_each_schema_once()
    {
        await using var databases = await FreshDatabases.OnAsync(whole.Application);
        var said = new ConcurrentBag<string>();

        await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => databases.Migrator().MigrateAsync(said.Add, CancellationToken.None)));

        foreach (var name in FreshDatabases.Names)
        {
            Assert.Single(await databases.AskAsync<string>(name, Applied));
            Assert.Single(said, line => line.StartsWith($"{name}: ", StringComparison.Ordinal) && line.EndsWith(" applied", StringComparison.Ordinal));
            Assert.Single(said, $"{name}: current");
        }

        await PlacedAsync(databases);
    }

    [Fact]
    public async Task A_shard_that_is_away_is_named_keeps_no_other_back_and_is_migrated_when_it_is_there()
    {
        await using var databases = await FreshDatabases.OnAsync(whole.Application);
        await databases.MakeAwayAsync("conduit-0");

        var fault = await Assert.ThrowsAsync<MigrationException>(() => databases.Migrator().MigrateAsync(_ => { }, CancellationToken.None));

        Assert.StartsWith("conduit-0: ", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("accounts: ", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("conduit-1: ", fault.Message, StringComparison.Ordinal);
        Assert.Single(await databases.AskAsync<string>("accounts", Applied));
        Assert.Single(await databases.AskAsync<string>("conduit-1", Applied));
        // No user may come to be where only half of the shards are.
        Assert.Equal([0L], await databases.AskAsync<long>("accounts", "select count(physical_shard) from logical_shards"));

        await databases.BringBackAsync("conduit-0");
        await databases.Migrator().MigrateAsync(_ => { }, CancellationToken.None);

        Assert.Single(await databases.AskAsync<string>("conduit-0", Applied));
        await PlacedAsync(databases);
    }

    /// <summary>Each shard has its logical ones, and what makes their ids.</summary>
    private static async Task PlacedAsync(FreshDatabases databases)
    {
        Assert.Equal([ShardMap.PerPhysicalShard, ShardMap.PerPhysicalShard], await databases.AskAsync<long>("accounts", "select count(*) from logical_shards where physical_shard is not null group by physical_shard"));
        Assert.Equal([ShardMap.PerPhysicalShard], await databases.AskAsync<long>("conduit-0", Sequences));
        Assert.Equal([ShardMap.PerPhysicalShard], await databases.AskAsync<long>("conduit-1", Sequences));
    }
}
