namespace Conduit.Data.Accounts;

/// <summary>
/// A key that the front end's servers share to protect their cookies. Only the front end reads it; it is here because this context makes
/// the schema.
/// </summary>
public sealed class DataProtectionKey
{
    /// <summary>The row.</summary>
    public int Id { get; init; }

    /// <summary>The key's own name.</summary>
    public string? FriendlyName { get; init; }

    /// <summary>The key.</summary>
    public string? Xml { get; init; }
}
