namespace Conduit.Freshness;

/// <summary>A write that has begun: every follower has acknowledged it, so its transaction may be sent.</summary>
/// <param name="Database">The database written to.</param>
/// <param name="Epoch">The epoch it began in. Its transaction must find the same epoch in the database.</param>
/// <param name="Id">Its unique id.</param>
/// <param name="Position">The position of its begin in the log of events.</param>
public sealed record PendingWrite(string Database, string Epoch, string Id, long Position);
