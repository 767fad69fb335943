using System.Collections.Concurrent;

namespace Conduit.Lab.Consistency;

/// <summary>
/// A value that one writer changes, one version after the other. A response may show any version from the last one that was acknowledged
/// before its request to the last one that was begun before it arrived.
/// </summary>
internal sealed class Register(string what)
{
    private const int HistoryLength = 8;

    private readonly ConcurrentQueue<(DateTimeOffset Time, string Text)> _history = [];
    private long _begun;
    private long _acknowledged;

    public string What => what;

    public Bounds Now => new(Interlocked.Read(ref _acknowledged), Interlocked.Read(ref _begun));

    /// <summary>What the writer did last, the earliest first.</summary>
    public IReadOnlyCollection<(DateTimeOffset Time, string Text)> History => _history;

    /// <summary>Begins the next version, which readers may see from now on.</summary>
    public long Begin()
    {
        var version = Interlocked.Increment(ref _begun);
        Note($"version {version} is sent");
        return version;
    }

    /// <summary>Acknowledges the version that was begun last: later requests must see it.</summary>
    public void Acknowledge()
    {
        var version = Interlocked.Read(ref _begun);
        Interlocked.Exchange(ref _acknowledged, version);
        Note($"version {version} is acknowledged");
    }

    private void Note(string text)
    {
        _history.Enqueue((DateTimeOffset.Now, text));
        while (_history.Count > HistoryLength) _history.TryDequeue(out _);
    }
}

/// <summary>A range of versions, both ends included.</summary>
internal readonly record struct Bounds(long From, long To)
{
    /// <summary>The versions that a response may show, from the bounds before the request and after the response.</summary>
    public Bounds Until(Bounds after) => new(From, after.To);

    public bool Contains(long version) => version >= From && version <= To;

    /// <summary>For a register that odd versions switch on and even ones switch off.</summary>
    public bool Contains(bool on) => To > From || (From % 2 == 1) == on;
}
