namespace Conduit.Data.Accounts;

/// <summary>
/// A key that the front end's servers share to protect their cookies. Only the front end reads it; it is in this project because this
/// project's migrations create the schema.
/// </summary>
public sealed class DataProtectionKey
{
    /// <summary>The id of the row.</summary>
    public int Id { get; init; }

    /// <summary>The name of the key.</summary>
    public string? FriendlyName { get; init; }

    /// <summary>The key as XML.</summary>
    public string? Xml { get; init; }
}
