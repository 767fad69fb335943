namespace Conduit.Data.Articles;

/// <summary>
/// A part of a total of this shard; the total is the sum over the slots. Several slots, so that writers at once do not wait for one row.
/// </summary>
public sealed class Counter
{
    /// <summary>The total of all articles.</summary>
    public const string Articles = "articles";

    /// <summary>What is counted.</summary>
    public required string Name { get; init; }

    /// <summary>One of a few parts.</summary>
    public required short Slot { get; init; }

    /// <summary>This part.</summary>
    public required long Value { get; init; }
}
