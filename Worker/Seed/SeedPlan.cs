using Conduit.Data.Accounts;

namespace Conduit.Worker.Seed;

/// <summary>
/// What world is made, kept before its first row: a seeding that was cut short goes on with the same one, whatever the settings say by
/// then.
/// </summary>
/// <param name="Users">How many users.</param>
/// <param name="Articles">How many articles.</param>
/// <param name="Random">The seed of its chance.</param>
/// <param name="LogicalShards">Where users go, one after the other; physical shards take turns.</param>
/// <param name="IsFinished">Whether all of it is there.</param>
internal sealed record SeedPlan(int Users, int Articles, int Random, short[] LogicalShards, bool IsFinished)
{
    /// <summary>A plan by the settings.</summary>
    public static SeedPlan By(SeedOptions options, IEnumerable<LogicalShard> places) => new(
        options.Users,
        options.Articles ?? 10 * options.Users,
        options.Random,
        [.. places.GroupBy(place => place.PhysicalShard).SelectMany(shard => shard.OrderBy(place => place.Id).Index())
            .OrderBy(place => place.Index).ThenBy(place => place.Item.PhysicalShard).Select(place => place.Item.Id)],
        IsFinished: false);

    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Users:N0} users, {Articles:N0} articles");
}
