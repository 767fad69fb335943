namespace Conduit.Freshness;

/// <summary>
/// A server's look at a database's epoch row, lent to one that has no database. It may be relied on for as long as is left of it, counted from before it was asked for: so never
/// longer than by the server that looked.
/// </summary>
/// <param name="Database">The database.</param>
/// <param name="Epoch">The epoch that its row held.</param>
/// <param name="Milliseconds">How long the look may still be relied on.</param>
public sealed record LentEpoch(string Database, string Epoch, double Milliseconds)
{
    /// <summary>Where API servers lend theirs.</summary>
    public const string Path = "/health/epochs";
}
