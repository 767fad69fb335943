namespace Conduit.Data.Articles;

/// <summary>What others see of a user, on his own shard.</summary>
public sealed class Profile
{
    /// <summary>The user.</summary>
    public required long UserId { get; init; }

    /// <summary>The name as typed; the accounts database alone says whether it is taken.</summary>
    public required string Username { get; set; }

    /// <summary>What he says of himself.</summary>
    public string? Bio { get; set; }

    /// <summary>The address of his picture.</summary>
    public string? Image { get; set; }

    /// <summary>The account's version that this is a copy of.</summary>
    public int Version { get; set; } = 1;

    /// <summary>How many articles he has published; counted by a trigger.</summary>
    public int Articles { get; init; }
}
