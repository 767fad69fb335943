using System.Collections.Concurrent;
using System.Reflection;
using Conduit.Data.Accounts;
using Conduit.Data.Schema;
using Conduit.Data.Shards;
using Conduit.Tests.Application;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Conduit.Tests.Data;

[Collection(SharedApplication.Name)]
public sealed class MigratorTests(WholeApplication whole)
{
    private const string Applied = "select \"MigrationId\" from \"__EFMigrationsHistory\" order by 1";
    private const string Sequences = "select count(*) from pg_sequences where sequencename like 'ids\\_%'";

    [Fact]
    public async Task Two_migrators_at_once_make_each_schema_once()
    {
        await using var databases = await FreshDatabases.OnAsync(whole.Application);
        var log = new ConcurrentBag<string>();

        await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => databases.Migrator().MigrateAsync(log.Add, CancellationToken.None)));

        foreach (var name in FreshDatabases.Names)
        {
            Assert.Equal(Migrations(name), await databases.AskAsync<string>(name, Applied));
            Assert.Single(
                log,
                line => line.StartsWith($"{name}: ", StringComparison.Ordinal) && line.EndsWith(" applied", StringComparison.Ordinal));
            Assert.Single(log, $"{name}: current");
        }

        await PlacedAsync(databases);
    }

    [Fact]
    public async Task Unreachable_shard_is_named_delays_no_other_and_is_migrated_when_it_returns()
    {
        await using var databases = await FreshDatabases.OnAsync(whole.Application);
        await databases.CreateOfflineAsync("conduit-0");

        var hasty = databases.Migrator();
        hasty.StartTimeout = TimeSpan.FromSeconds(3);
        var fault = await Assert.ThrowsAsync<MigrationException>(() => hasty.MigrateAsync(_ => { }, CancellationToken.None));

        Assert.StartsWith("conduit-0: ", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("accounts: ", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("conduit-1: ", fault.Message, StringComparison.Ordinal);
        Assert.Equal(Migrations("accounts"), await databases.AskAsync<string>("accounts", Applied));
        Assert.Equal(Migrations("conduit-1"), await databases.AskAsync<string>("conduit-1", Applied));
        // No user may be created while only half of the shards are migrated.
        Assert.Equal([0L], await databases.AskAsync<long>("accounts", "select count(physical_shard) from logical_shards"));

        await databases.BringOnlineAsync("conduit-0");
        await databases.Migrator().MigrateAsync(_ => { }, CancellationToken.None);

        Assert.Equal(Migrations("conduit-0"), await databases.AskAsync<string>("conduit-0", Applied));
        await PlacedAsync(databases);
    }

    [Fact]
    public async Task Existing_accounts_get_skeletons_and_of_confusable_names_only_the_oldest_does()
    {
        await using var databases = await FreshDatabases.OnAsync(whole.Application);
        await databases.MigrateAccountsToAsync("Lanes");
        await databases.AskAsync<int>("accounts", """
            insert into accounts (id, username, username_key, email, email_key, password_hash, token_version, profile_version)
            values (1, 'Ivan', 'ivan', 'a', 'a', '', 1, 1),
                (2, 'lvan', 'lvan', 'b', 'b', '', 1, 1),
                (3, 'Марта''s', 'марта''s', 'c', 'c', '', 1, 1)
            """);

        await databases.Migrator().MigrateAsync(_ => { }, CancellationToken.None);

        var filled = await databases.AskAsync<string>("accounts", "select coalesce(username_skeleton, 'none') from accounts order by id");
        Assert.Equal([Confusables.SkeletonOf("Ivan"), "none", Confusables.SkeletonOf("Марта's")], filled);
    }

    /// <summary>All migrations of a database.</summary>
    private static IEnumerable<string> Migrations(string database)
    {
        var context = database == "accounts" ? typeof(AccountsContext) : typeof(ShardContext);
        return context.Assembly.GetTypes().Where(type => type.GetCustomAttribute<DbContextAttribute>()?.ContextType == context)
            .Select(type => type.GetCustomAttribute<MigrationAttribute>()?.Id).OfType<string>().Order(StringComparer.Ordinal);
    }

    /// <summary>Checks that each shard has its logical shards and their id sequences.</summary>
    private static async Task PlacedAsync(FreshDatabases databases)
    {
        const string sql = "select count(*) from logical_shards where physical_shard is not null group by physical_shard";
        Assert.Equal([ShardMap.PerPhysicalShard, ShardMap.PerPhysicalShard], await databases.AskAsync<long>("accounts", sql));
        Assert.Equal([ShardMap.PerPhysicalShard], await databases.AskAsync<long>("conduit-0", Sequences));
        Assert.Equal([ShardMap.PerPhysicalShard], await databases.AskAsync<long>("conduit-1", Sequences));
    }
}
