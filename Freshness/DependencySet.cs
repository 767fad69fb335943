namespace Conduit.Freshness;

/// <summary>All that the parts of one answer depend on. Parts may be added side by side.</summary>
/// <remarks>
/// Each tag keeps the moment of the part that it came with. One moment for all would be the earliest, at which a part that was read later
/// was not yet so: then the whole
/// would count as written to, always.
/// </remarks>
public sealed class DependencySet
{
    private readonly Lock _turn = new();
    private readonly Dictionary<string, Part> _on = [];
    private bool _isUnknown;

    /// <summary>
    /// What all parts together depend on, for each database and moment; null when for one of them cannot be told since when it is so, and
    /// then nothing made of it may be kept.
    /// </summary>
    public IReadOnlyList<Dependency>? All
    {
        get
        {
            lock (_turn)
            {
                if (_isUnknown) return null;
                return
                [
                    .. from part in _on
                       from moment in part.Value.Since.GroupBy(tag => tag.Value, tag => tag.Key)
                       select new Dependency(part.Key, part.Value.Epoch, moment.Key, moment.ToHashSet()),
                ];
            }
        }
    }

    /// <summary>Adds a part of which nothing is known.</summary>
    public void AddUnknown()
    {
        lock (_turn) _isUnknown = true;
    }

    /// <summary>Adds what a part depends on.</summary>
    /// <param name="part">That, in one database.</param>
    public void Add(Dependency part)
    {
        ArgumentNullException.ThrowIfNull(part);
        Add(part.Database, part.Epoch, part.Since, part.Tags);
    }

    /// <summary>Adds what a part depends on.</summary>
    /// <param name="database">The database.</param>
    /// <param name="epoch">The epoch that the moment belongs to.</param>
    /// <param name="since">The moment from which on none of the tags was written to.</param>
    /// <param name="tags">The tags.</param>
    public void Add(string database, string epoch, long since, IReadOnlyCollection<string> tags)
    {
        ArgumentNullException.ThrowIfNull(tags);
        lock (_turn)
        {
            if (!_on.TryGetValue(database, out var part)) _on[database] = part = new(epoch, []);
            // Of two epochs, one has ended. And what depends on nothing could never be found to have changed.
            if (part.Epoch != epoch || tags.Count == 0) _isUnknown = true;
            // Two parts that depend on one tag are both so only if it was not written to since the earlier.
            foreach (var tag in tags) part.Since[tag] = part.Since.TryGetValue(tag, out var before) ? Math.Min(before, since) : since;
        }
    }

    private sealed record Part(string Epoch, Dictionary<string, long> Since);
}
