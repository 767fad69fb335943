using System.Text.Json.Serialization;
using Conduit.Freshness;
using Conduit.Freshness.Caching;

namespace Conduit.Data.Routing;

/// <summary>An event in the event log of a database.</summary>
/// <param name="Epoch">Its epoch.</param>
/// <param name="Sequence">The number of the event.</param>
internal sealed record LogPosition(string Epoch, long Sequence);

/// <summary>A value with what it depends on, as it is read and as it is cached.</summary>
/// <param name="Value">What was read.</param>
/// <param name="Tags">The cache tags that it depends on; empty where it must not be cached.</param>
/// <param name="Since">
/// The last event that was known before the read: none of the tags was written to since; null when unknown, and then the value must not
/// be cached.
/// </param>
internal sealed record Versioned<T>(T Value, IReadOnlyCollection<string> Tags, LogPosition? Since)
{
    private int[]? _slots;

    /// <summary>The slots of the tags.</summary>
    [JsonIgnore]
    public int[] Slots => _slots ??= TagSlots.Of(Tags);

    /// <summary>A part of it, which depends on some of the tags.</summary>
    public Versioned<TPart> Part<TPart>(TPart part, IReadOnlyCollection<string> tags) => new(part, tags, Since);
}

/// <summary>A value and the tier that returned it.</summary>
/// <param name="Versioned">The value.</param>
/// <param name="From">The tier.</param>
internal sealed record ReadResult<T>(Versioned<T> Versioned, Tier From)
{
    /// <summary>Whether a database was read for it.</summary>
    public bool IsFromDatabase => From >= Tier.Replica;
}
