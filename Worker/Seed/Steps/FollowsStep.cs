namespace Conduit.Worker.Seed.Steps;

/// <summary>Who follows whom: on his own shard, and the copy on the author's.</summary>
internal sealed class FollowsStep(SeedShards shards, World world, int total) : ISeedStep
{
    public string What => "follows";

    public int Total => total;

    public async Task AddAsync(IEnumerable<int> numbers, CancellationToken cancel)
    {
        var follows = numbers.SelectMany(world.Follows).ToList();
        await shards.AddAsync(follows, follow => follow.UserId, (connection, rows) => SeedTables.Follows.AddAsync(connection, rows, cancel), cancel);
        await shards.AddAsync(follows, follow => follow.AuthorId, (connection, rows) => SeedTables.Followers.AddAsync(connection, rows, cancel), cancel);
    }
}
