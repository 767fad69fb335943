using Conduit.Data.Accounts;

namespace Conduit.Seed;

/// <summary>
/// The parameters of the seeding, stored before its first row: an interrupted seeding continues with the same ones, even if the settings
/// changed.
/// </summary>
/// <param name="Users">The number of users.</param>
/// <param name="Articles">The number of articles.</param>
/// <param name="Random">The seed of the random numbers.</param>
/// <param name="LogicalShards">The logical shards that users are assigned to in turn, alternating between physical shards.</param>
/// <param name="IsFinished">Whether the seeding is complete.</param>
internal sealed record SeedPlan(int Users, int Articles, int Random, short[] LogicalShards, bool IsFinished)
{
    /// <summary>Makes a plan from the settings.</summary>
    public static SeedPlan Create(SeedOptions options, IEnumerable<LogicalShard> places) => new(
        options.Users,
        options.Articles ?? 10 * options.Users,
        options.Random,
        [
            .. places
                .GroupBy(place => place.PhysicalShard)
                .SelectMany(shard => shard.OrderBy(place => place.Id).Index())
                .OrderBy(place => place.Index)
                .ThenBy(place => place.Item.PhysicalShard)
                .Select(place => place.Item.Id),
        ],
        IsFinished: false);

    public override string ToString() =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Users:N0} users, {Articles:N0} articles");
}
