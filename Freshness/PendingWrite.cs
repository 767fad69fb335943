namespace Conduit.Freshness;

/// <summary>A write between its BEGIN and its END. Its transaction may be sent once every follower has acknowledged it.</summary>
/// <param name="Database">The database written to.</param>
/// <param name="Epoch">The epoch it began in. Its transaction must find the same epoch in the database.</param>
/// <param name="Id">Its unique id.</param>
/// <param name="Sequence">The number of its BEGIN in the event log.</param>
public sealed record PendingWrite(string Database, string Epoch, string Id, long Sequence);

/// <summary>What Redis answered when a write was to begin.</summary>
/// <param name="Write">The write; null when Redis has no epoch of the database, or did not answer.</param>
/// <param name="IsAnswered">Whether Redis answered.</param>
public readonly record struct BeginAnswer(PendingWrite? Write, bool IsAnswered)
{
    /// <summary>Redis did not answer in time.</summary>
    public static readonly BeginAnswer None;

    /// <summary>Redis has no epoch of the database, or another one than when the write began to wait.</summary>
    public static readonly BeginAnswer NoEpoch = new(Write: null, IsAnswered: true);
}
