namespace Conduit.Data.Articles;

/// <summary>How many articles of this shard bear a tag; counted by a trigger.</summary>
public sealed class TagCounter
{
    /// <summary>The tag.</summary>
    public required string Tag { get; init; }

    /// <summary>How many bear it now.</summary>
    public required int Articles { get; init; }

    /// <summary>The newest article that bears it, or did: of tags as popular as each other the latest comes first.</summary>
    public required long Newest { get; init; }
}
