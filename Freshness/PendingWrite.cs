namespace Conduit.Freshness;

/// <summary>A write that has begun: every follower knows of it, so its transaction may be sent.</summary>
/// <param name="Database">The database written to.</param>
/// <param name="Epoch">The epoch it began in: its transaction must find the same in the database.</param>
/// <param name="Id">The id of its mark, its own alone.</param>
/// <param name="Position">The position of its begin in the log of events.</param>
public sealed record PendingWrite(string Database, string Epoch, string Id, long Position);
