using Conduit.Data.Ids;
using Conduit.Data.Shards;
using Conduit.Tests.Application;

namespace Conduit.Tests.AppHost;

[Collection(Alone.Name)]
public sealed class LifetimeTests(Restart lives) : IClassFixture<Restart>
{
    [LinuxFact]
    public void Host_leaves_nothing_behind_when_it_is_stopped()
    {
        Assert.Equal(0, lives.Asked.ExitCode);
        Assert.Empty(lives.Asked.Processes);
        Assert.Empty(lives.Asked.Files);
    }

    [LinuxFact]
    public void Host_leaves_nothing_behind_when_it_is_killed()
    {
        Assert.Empty(lives.Killed.Processes);
        Assert.Empty(lives.Killed.Files);
    }

    [LinuxFact]
    public void Host_ends_soon_when_it_is_stopped() =>
        Assert.True(lives.Asked.UntilAllGone < TimeSpan.FromSeconds(15), $"it took {lives.Asked.UntilAllGone}");

    [LinuxFact]
    public void Data_survives_the_host_and_a_change_of_every_password() => Assert.Equal(lives.Slugs, lives.SlugsOfTheSecondLife);

    [LinuxFact]
    public void Promoted_node_is_still_the_primary_after_the_host_and_all_nodes_were_killed() =>
        Assert.Equal("postgres-0-b", lives.PrimaryOfTheSecondLife);

    [LinuxFact]
    public void New_shard_takes_reserved_logical_shards_and_the_others_stay_where_they_are()
    {
        Assert.Equal([ShardMap.PerPhysicalShard, ShardMap.PerPhysicalShard], ShardSizes(lives.Maps[0]));
        Assert.Equal([ShardMap.PerPhysicalShard, ShardMap.PerPhysicalShard, ShardMap.PerPhysicalShard], ShardSizes(lives.Maps[1]));
        Assert.All(lives.Maps[0], place => Assert.Equal(place.Value, lives.Maps[1][place.Key]));
    }

    [LinuxFact]
    public void New_users_come_to_the_new_shard_and_lists_merge_all_three()
    {
        Assert.Equal([0, 1], lives.Slugs.Select(slug => ShardOf(slug)).Distinct().Order());
        Assert.All(lives.SlugsOfNewcomers, slug => Assert.Equal(2, ShardOf(slug)));
        Assert.Equal(lives.SlugsOfNewcomers.Concat(lives.Slugs), lives.AllSlugs);
    }

    [LinuxFact]
    public void Token_stays_valid_when_the_key_changes_and_new_ones_name_the_new_key()
    {
        Assert.NotEqual(lives.Keys[0], lives.Keys[1]);
        Assert.NotEqual(Jwt.KeyId(lives.Tokens[0]), Jwt.KeyId(lives.Tokens[1]));
    }

    [LinuxFact]
    public void Host_refuses_data_of_another_PostgreSQL_version_and_names_PG_BIN() =>
        Assert.Contains("install PostgreSQL 9 (or set PG_BIN to it)", lives.LineOfAnotherVersion, StringComparison.Ordinal);

    private static IEnumerable<int> ShardSizes(IReadOnlyDictionary<int, int> map) =>
        map.CountBy(place => place.Value).OrderBy(shard => shard.Key).Select(shard => shard.Value);

    private int ShardOf(string slug)
    {
        Assert.True(Slug.TryReadId(slug, out var id));
        return lives.Maps[1][ConduitId.LogicalShard(id)];
    }
}
