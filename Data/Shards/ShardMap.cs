using Conduit.Data.Ids;

namespace Conduit.Data.Shards;

/// <summary>Which physical shard holds which logical one, as last read from the accounts database.</summary>
public sealed class ShardMap
{
    /// <summary>How many logical shards a physical one starts with; the rest are reserved for future shards.</summary>
    public const int PerPhysicalShard = 32;

    private const short Nowhere = -1;

    private volatile short[]? _physical;

    /// <summary>Finds the physical shard of an id; false when its logical shard has no location yet.</summary>
    internal bool TryFind(long id, out int physical) =>
        (physical = (_physical ?? throw new ShardMapUnknownException())[ConduitId.LogicalShard(id)]) != Nowhere;

    /// <summary>
    /// The physical shards with indexes of at least <paramref name="configured"/>: those that are on the map and that this process
    /// cannot connect to.
    /// </summary>
    internal IReadOnlyList<int> NotConfigured(int configured) =>
        [
            .. (_physical ?? throw new ShardMapUnknownException())
                .Where(physical => physical >= configured)
                .Select(physical => (int)physical)
                .Distinct()
                .Order(),
        ];

    internal void Replace(IEnumerable<(short Logical, short Physical)> places)
    {
        var physical = Enumerable.Repeat(Nowhere, ConduitId.LogicalShards).ToArray();
        foreach (var place in places) physical[place.Logical] = place.Physical;
        _physical = physical;
    }
}
