using Conduit.Data.Routing;
using Conduit.Freshness;
using Conduit.Freshness.Caching;

namespace Conduit.Data.Caching;

/// <summary>
/// Collects the dependencies of the response to one request, from all reads for it, and the farthest tier that was read.
/// </summary>
/// <remarks>
/// It follows the asynchronous flow of the code that began it, like <see cref="AsyncLocal{T}"/>: concurrent reads are all seen.
/// </remarks>
public sealed class DependencyTracker
{
    private static readonly AsyncLocal<DependencyTracker?> Ambient = new();

    private readonly Lock _lock = new();
    private readonly DependencySet _dependencies = new();
    private Tier? _from;

    private DependencyTracker(string kind) => Kind = kind;

    /// <summary>The tracker of the current request; null outside of one.</summary>
    public static DependencyTracker? Current => Ambient.Value;

    /// <summary>The name of the endpoint.</summary>
    public string Kind { get; }

    /// <summary>The farthest tier that was read; null when nothing was read.</summary>
    public Tier? From
    {
        get
        {
            lock (_lock) return _from;
        }
    }

    /// <summary>How many cached values were used.</summary>
    public int Hits { get; private set; }

    /// <summary>How often a database was read.</summary>
    public int Reads { get; private set; }

    /// <summary>
    /// The dependencies of the response; null when those of a part are unknown, and then the response must not be cached.
    /// </summary>
    public IReadOnlyList<Dependency>? Dependencies => _dependencies.All;

    /// <summary>Begins tracking for the code that is called from here on.</summary>
    /// <param name="kind">The name of the endpoint.</param>
    /// <returns>The tracker.</returns>
    public static DependencyTracker Begin(string kind) => Ambient.Value = new(kind);

    /// <summary>Adds a cached response.</summary>
    /// <param name="from">Its tier.</param>
    /// <param name="dependencies">What it depends on.</param>
    public void AddResponse(Tier from, IReadOnlyList<Dependency> dependencies)
    {
        lock (_lock)
        {
            Hits++;
            _from = from;
            foreach (var one in dependencies) _dependencies.Add(one);
        }
    }

    internal void Add<T>(string database, ReadResult<T> read)
    {
        lock (_lock)
        {
            if (read.IsFromDatabase) Reads++;
            else Hits++;
            AddDependencies(database, read);
        }
    }

    /// <summary>Adds several values; those from the database came with one read.</summary>
    internal void Add<T>(string database, List<ReadResult<T>> reads)
    {
        lock (_lock)
        {
            var fromDatabase = reads.Count(read => read.IsFromDatabase);
            Reads += Math.Min(fromDatabase, 1);
            Hits += reads.Count - fromDatabase;
            foreach (var read in reads) AddDependencies(database, read);
        }
    }

    private void AddDependencies<T>(string database, ReadResult<T> read)
    {
        if (_from is not { } before || read.From > before) _from = read.From;
        if (read.Versioned.Since is { } since) _dependencies.Add(database, since.Epoch, since.Sequence, read.Versioned.Tags);
        else _dependencies.AddUnknown();
    }
}
