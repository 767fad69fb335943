namespace Conduit.Freshness;

/// <summary>What Redis knew of some tags of a database at one instant.</summary>
/// <param name="Epoch">The epoch this holds in.</param>
/// <param name="Base">Where the log stood when the epoch began: a replica must have replayed that, whatever it is asked.</param>
/// <param name="Sequence">How many beginnings and ends of writes the database has had. It only rises.</param>
/// <param name="Tags">The tags asked about.</param>
public sealed record Look(string Epoch, ulong Base, long Sequence, IReadOnlyDictionary<string, TagState> Tags)
{
    /// <summary>Whether a replica that has replayed so far shows every write of these tags.</summary>
    /// <param name="tags">What is read depends on; all of them were asked about.</param>
    /// <param name="replayed">How far the replica had replayed before it was read.</param>
    /// <returns>Whether what was read may be shown.</returns>
    public bool Allows(IEnumerable<string> tags, ulong replayed) => replayed >= Base && tags.All(tag => Tags[tag] is { Marked: false } state && state.Stamp <= replayed);

    /// <summary>Whether nothing was written under these tags since, nor is just now.</summary>
    /// <param name="tags">What was read depends on; all of them were asked about.</param>
    /// <param name="sequence">The sequence of a look that was had before it was read.</param>
    /// <returns>Whether what was read is still so.</returns>
    public bool IsUnchanged(IEnumerable<string> tags, long sequence) => tags.All(tag => Tags[tag] is { Marked: false } state && state.Changed <= sequence);
}

/// <summary>What is known of a tag within an epoch.</summary>
/// <param name="Changed">The database's sequence at the last beginning or end of a write; 0 when there was none.</param>
/// <param name="Stamp">Where the log ended after the last commit; 0 when there was none.</param>
/// <param name="Marked">Whether a write is under way.</param>
public readonly record struct TagState(long Changed, ulong Stamp, bool Marked);
