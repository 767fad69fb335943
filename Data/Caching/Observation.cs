using Conduit.Data.Routing;

namespace Conduit.Data.Caching;

/// <summary>Watches what is read while one answer is made: so that the answer can be kept whole, and told where it came from.</summary>
/// <remarks>It follows the flow of the code that began it, as <see cref="AsyncLocal{T}"/> does: reads that go on side by side are all seen.</remarks>
public sealed class Observation
{
    private static readonly AsyncLocal<Observation?> Ambient = new();

    private readonly Lock _turn = new();
    private readonly Dictionary<string, Part> _on = [];
    private bool _isUnknown;
    private Tier? _from;

    private Observation(string subject) => Subject = subject;

    /// <summary>The observation that this code is under.</summary>
    public static Observation? Current => Ambient.Value;

    /// <summary>What is asked for: the name of the endpoint.</summary>
    public string Subject { get; }

    /// <summary>The furthest tier that was asked; null when none was.</summary>
    public Tier? From
    {
        get
        {
            lock (_turn) return _from;
        }
    }

    /// <summary>How many answers that were kept, or that somebody else was just reading, went into it.</summary>
    public int Hits { get; private set; }

    /// <summary>How often a database was read for it.</summary>
    public int Reads { get; private set; }

    /// <summary>All that was read; null when for a part of it cannot be told since when it is so, and then nothing made of it may be kept.</summary>
    public IReadOnlyList<Dependency>? Dependencies
    {
        get
        {
            lock (_turn) return _isUnknown ? null : [.. _on.Select(part => new Dependency(part.Key, part.Value.Epoch, part.Value.Since, part.Value.Tags))];
        }
    }

    /// <summary>Begins one for the code that is called from here on.</summary>
    /// <param name="subject">What is asked for.</param>
    /// <returns>The observation.</returns>
    public static Observation Begin(string subject) => Ambient.Value = new(subject);

    /// <summary>The answer is one that was kept whole.</summary>
    /// <param name="from">Where.</param>
    /// <param name="on">What it depends on.</param>
    public void Answered(Tier from, IReadOnlyList<Dependency> on)
    {
        ArgumentNullException.ThrowIfNull(on);
        lock (_turn)
        {
            Hits++;
            _from = from;
            foreach (var (database, epoch, since, tags) in on) Add(database, epoch, since, tags);
        }
    }

    internal void Add<T>(string database, Read<T> read)
    {
        lock (_turn)
        {
            if (read.IsOwn) Reads++;
            else Hits++;
            See(database, read);
        }
    }

    /// <summary>Several answers; those that no cache had came with one read.</summary>
    internal void Add<T>(string database, List<Read<T>> reads)
    {
        lock (_turn)
        {
            var own = reads.Count(read => read.IsOwn);
            Reads += Math.Min(own, 1);
            Hits += reads.Count - own;
            foreach (var read in reads) See(database, read);
        }
    }

    private void See<T>(string database, Read<T> read)
    {
        if (_from is not { } before || read.From > before) _from = read.From;
        if (read.Seen.Since is { } since) Add(database, since.Epoch, since.Sequence, read.Seen.Tags);
        else _isUnknown = true;
    }

    // Of two moments the earlier is true of both. Of two epochs, one has ended.
    private void Add(string database, string epoch, long since, IReadOnlyCollection<string> tags)
    {
        if (!_on.TryGetValue(database, out var part)) _on[database] = part = new(epoch) { Since = since };
        if (part.Epoch != epoch) _isUnknown = true;
        part.Since = Math.Min(part.Since, since);
        part.Tags.UnionWith(tags);
    }

    private sealed class Part(string epoch)
    {
        public string Epoch => epoch;

        public long Since { get; set; }

        public HashSet<string> Tags { get; } = [];
    }
}

/// <summary>What an answer depends on in one database.</summary>
/// <param name="Database">The database.</param>
/// <param name="Epoch">The epoch that the moment belongs to.</param>
/// <param name="Since">The moment from which on none of the tags was written to: a number of the database's sequence of writes.</param>
/// <param name="Tags">The tags.</param>
public sealed record Dependency(string Database, string Epoch, long Since, IReadOnlyCollection<string> Tags);

/// <summary>What dependencies weigh.</summary>
public static class DependencyWeight
{
    private const int BytesOfTag = 100;

    /// <summary>About how many bytes of memory these take.</summary>
    /// <param name="on">The dependencies.</param>
    /// <returns>The bytes.</returns>
    public static long Weigh(this IReadOnlyList<Dependency> on) => BytesOfTag * (1 + on.Sum(dependency => (long)dependency.Tags.Count));
}
