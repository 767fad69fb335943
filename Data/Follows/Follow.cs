namespace Conduit.Data.Follows;

/// <summary>A user's follow of an author, on the user's shard; this row is authoritative. It is never deleted but switched off.</summary>
public sealed class Follow
{
    /// <summary>The follower.</summary>
    public required long UserId { get; init; }

    /// <summary>The author, of any shard.</summary>
    public required long AuthorId { get; init; }

    /// <summary>Whether the user follows the author now.</summary>
    public required bool IsOn { get; init; }

    /// <summary>Increases with each switch, so that the copy on the author's shard accepts only newer versions.</summary>
    public required long Version { get; init; }
}
