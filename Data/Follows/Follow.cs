namespace Conduit.Data.Follows;

/// <summary>That a user follows an author, on the user's shard: this row decides. Never deleted but switched off.</summary>
public sealed class Follow
{
    /// <summary>Who follows.</summary>
    public required long UserId { get; init; }

    /// <summary>Whom; of any shard.</summary>
    public required long AuthorId { get; init; }

    /// <summary>Whether it is so now.</summary>
    public required bool IsOn { get; init; }

    /// <summary>Rises with each switch, so that the copy on the author's shard takes only newer ones.</summary>
    public required long Version { get; init; }
}
