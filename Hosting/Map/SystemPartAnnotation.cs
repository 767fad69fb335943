namespace Conduit.Hosting.Map;

/// <summary>What a resource is on a map of the system.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Unit">The name of the unit that it forms with others, such as a primary with its replica; null: none.</param>
internal sealed record SystemPartAnnotation(SystemPartKind Kind, string? Unit = null) : IResourceAnnotation;

/// <summary>The kinds of parts.</summary>
internal enum SystemPartKind
{
    /// <summary>A server that answers requests or takes jobs.</summary>
    Server,

    /// <summary>A server that keeps values in memory.</summary>
    Cache,

    /// <summary>A node of a database.</summary>
    Database,

    /// <summary>Any other server that stores data.</summary>
    Store,
}
