namespace Conduit.Freshness;

/// <summary>
/// What an API server knows of a database's epoch row, for a service that has no database. It holds for the time that is left of the
/// server's
/// own lease, counted from before the request: never longer than for the server itself.
/// </summary>
/// <param name="Database">The database.</param>
/// <param name="Epoch">The epoch that its row held.</param>
/// <param name="Milliseconds">How long that may still be relied on.</param>
public sealed record EpochLease(string Database, string Epoch, double Milliseconds)
{
    /// <summary>The path at which API servers return theirs.</summary>
    public const string Path = "/health/epochs";
}
