namespace Conduit.Freshness;

/// <summary>A write that is under way.</summary>
/// <param name="Database">The database written to.</param>
/// <param name="Epoch">The epoch it began in: its transaction must find the same in the database.</param>
/// <param name="Id">Its mark, its own alone.</param>
/// <param name="Tags">What it touches.</param>
public sealed record MarkedWrite(string Database, string Epoch, string Id, IReadOnlyList<string> Tags);
