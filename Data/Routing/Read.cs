using Conduit.Data.Caching;

namespace Conduit.Data.Routing;

/// <summary>A moment in the history of a database's writes.</summary>
/// <param name="Epoch">Its epoch.</param>
/// <param name="Sequence">How many beginnings and ends of writes there had been.</param>
internal sealed record Moment(string Epoch, long Sequence);

/// <summary>An answer, as it is read and as it is kept.</summary>
/// <param name="Answer">What was read.</param>
/// <param name="Tags">What it depends on; nothing where it is not to be kept.</param>
/// <param name="Since">A moment from which on nothing of that was changed; null when that cannot be told, and then it must not be kept.</param>
internal sealed record Seen<T>(T Answer, IReadOnlyCollection<string> Tags, Moment? Since)
{
    /// <summary>A part of it, which depends on some of the tags.</summary>
    public Seen<TPart> Of<TPart>(TPart part, IReadOnlyCollection<string> tags) => new(part, tags, Since);
}

/// <summary>An answer, and who gave it.</summary>
/// <param name="Seen">The answer.</param>
/// <param name="From">Who gave it.</param>
/// <param name="IsJoined">Whether somebody else was reading it already.</param>
internal sealed record Read<T>(Seen<T> Seen, Tier From, bool IsJoined = false)
{
    /// <summary>Several answers as one, which depends on all that they do; of one look.</summary>
    public static Read<List<T>> OfAll(IReadOnlyCollection<Read<T>> all, Tier from) =>
        new(new([.. all.Select(one => one.Seen.Answer)], [.. all.SelectMany(one => one.Seen.Tags).Distinct()], all.First().Seen.Since), from);

    /// <summary>Whether a database was read for this one.</summary>
    public bool IsOwn => From >= Tier.Replica && !IsJoined;
}
