namespace Conduit.Data.Articles;

/// <summary>The public data of a user, on the user's shard.</summary>
public sealed class Profile
{
    /// <summary>The user.</summary>
    public required long UserId { get; init; }

    /// <summary>The name as typed; only the accounts database decides whether it is free.</summary>
    public required string Username { get; set; }

    /// <summary>The user's biography.</summary>
    public string? Bio { get; set; }

    /// <summary>The address of the user's picture.</summary>
    public string? Image { get; set; }

    /// <summary>The account's version that this is a copy of.</summary>
    public int Version { get; set; } = 1;

    /// <summary>The number of published articles; maintained by a trigger.</summary>
    public int Articles { get; init; }
}
