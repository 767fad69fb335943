namespace Conduit.Freshness;

/// <summary>What a reader must be shown, as known before he reads.</summary>
/// <param name="Epoch">The epoch this holds in.</param>
/// <param name="Needed">The position that a replica must have replayed: the highest of the epoch's base and the tags' stamps.</param>
/// <param name="Marked">Whether a write of one of the tags is under way: then only the primary knows.</param>
/// <param name="OldestMark">For how long the oldest of them is; zero when none is.</param>
public sealed record Look(string Epoch, ulong Needed, bool Marked, TimeSpan OldestMark);
