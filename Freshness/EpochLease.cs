namespace Conduit.Freshness;

/// <summary>
/// An API server's knowledge of a database's epoch row, for a service without databases. It is valid for the rest of the server's own
/// lease, counted from before the request, so never longer than for the server itself.
/// </summary>
/// <param name="Database">The database.</param>
/// <param name="Epoch">The epoch that its row held.</param>
/// <param name="Milliseconds">How long the lease is still valid.</param>
public sealed record EpochLease(string Database, string Epoch, double Milliseconds)
{
    /// <summary>The path at which API servers return their leases.</summary>
    public const string Path = "/health/epochs";
}
