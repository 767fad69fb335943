namespace Conduit.Freshness;

/// <summary>Collects what the parts of one result depend on. Parts may be added concurrently.</summary>
/// <remarks>
/// Each cache tag has the event of its own part. A single event for all tags would be the earliest one, and the tags of parts that were
/// read later may have been written to since: then the result would never be valid.
/// </remarks>
public sealed class DependencySet
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Part> _parts = [];
    private bool _isUnknown;

    /// <summary>
    /// The dependencies of all parts, one per database and event; null when those of a part are unknown, and then the result must not be
    /// cached.
    /// </summary>
    public IReadOnlyList<Dependency>? All
    {
        get
        {
            lock (_lock)
            {
                if (_isUnknown) return null;
                return
                [
                    .. from part in _parts
                       from sequence in part.Value.Since.GroupBy(tag => tag.Value, tag => tag.Key)
                       select new Dependency(part.Key, part.Value.Epoch, sequence.Key, sequence.ToHashSet()),
                ];
            }
        }
    }

    /// <summary>Adds a part whose dependencies are unknown.</summary>
    public void AddUnknown()
    {
        lock (_lock) _isUnknown = true;
    }

    /// <summary>Adds the dependency of a part.</summary>
    /// <param name="part">The dependency.</param>
    public void Add(Dependency part)
    {
        ArgumentNullException.ThrowIfNull(part);
        Add(part.Database, part.Epoch, part.Since, part.Tags);
    }

    /// <summary>Adds the tags that a part depends on.</summary>
    /// <param name="database">The database.</param>
    /// <param name="epoch">The epoch that the event belongs to.</param>
    /// <param name="since">The last event that was known before the read: none of the tags was written to since.</param>
    /// <param name="tags">The tags.</param>
    public void Add(string database, string epoch, long since, IReadOnlyCollection<string> tags)
    {
        ArgumentNullException.ThrowIfNull(tags);
        lock (_lock)
        {
            if (!_parts.TryGetValue(database, out var part)) _parts[database] = part = new(epoch, []);
            // Of two epochs one has ended, and a part without tags could never be invalidated.
            if (part.Epoch != epoch || tags.Count == 0) _isUnknown = true;
            // A tag of two parts must not have been written to since the earlier event.
            foreach (var tag in tags)
                part.Since[tag] = part.Since.TryGetValue(tag, out var earlier) ? Math.Min(earlier, since) : since;
        }
    }

    private sealed record Part(string Epoch, Dictionary<string, long> Since);
}
