using Conduit.Data.Routing;
using Conduit.Freshness;

namespace Conduit.Data.Caching;

/// <summary>Watches what is read while one answer is made: so that the answer can be kept whole, and told where it came from.</summary>
/// <remarks>It follows the flow of the code that began it, as <see cref="AsyncLocal{T}"/> does: reads that go on side by side are all seen.</remarks>
public sealed class Observation
{
    private static readonly AsyncLocal<Observation?> Ambient = new();

    private readonly Lock _turn = new();
    private readonly DependencySet _on = new();
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
    public IReadOnlyList<Dependency>? Dependencies => _on.All;

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
            foreach (var one in on) _on.Add(one);
        }
    }

    internal void Add<T>(string database, ReadResult<T> read)
    {
        lock (_turn)
        {
            if (read.IsOwn) Reads++;
            else Hits++;
            See(database, read);
        }
    }

    /// <summary>Several answers; those that no cache had came with one read.</summary>
    internal void Add<T>(string database, List<ReadResult<T>> reads)
    {
        lock (_turn)
        {
            var own = reads.Count(read => read.IsOwn);
            Reads += Math.Min(own, 1);
            Hits += reads.Count - own;
            foreach (var read in reads) See(database, read);
        }
    }

    private void See<T>(string database, ReadResult<T> read)
    {
        if (_from is not { } before || read.From > before) _from = read.From;
        if (read.Versioned.Since is { } since) _on.Add(database, since.Epoch, since.Sequence, read.Versioned.Tags);
        else _on.AddUnknown();
    }
}
