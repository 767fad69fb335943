namespace Conduit.Seed.Steps;

/// <summary>The follows: the row on the follower's shard and its copy on the author's shard.</summary>
internal sealed class FollowsStep(SeedShards shards, World world, int total) : ISeedStep
{
    public string What => "follows";

    public int Total => total;

    public async Task AddAsync(IEnumerable<int> numbers, CancellationToken cancellationToken)
    {
        var follows = numbers.SelectMany(world.Follows).ToList();
        await shards.AddAsync(
            follows,
            follow => follow.UserId,
            (connection, rows) => SeedTables.Follows.AddAsync(connection, rows, cancellationToken),
            cancellationToken);
        await shards.AddAsync(
            follows,
            follow => follow.AuthorId,
            (connection, rows) => SeedTables.Followers.AddAsync(connection, rows, cancellationToken),
            cancellationToken);
    }
}
