namespace Conduit.Data.Articles;

/// <summary>
/// A part of a total of this shard; the total is the sum over the slots. Several slots keep concurrent writers from waiting for one row.
/// </summary>
public sealed class Counter
{
    /// <summary>The total of all articles.</summary>
    public const string Articles = "articles";

    /// <summary>The name of the total.</summary>
    public required string Name { get; init; }

    /// <summary>The number of the part.</summary>
    public required short Slot { get; init; }

    /// <summary>The value of the part.</summary>
    public required long Value { get; init; }
}
