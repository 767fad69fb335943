namespace Conduit.Lab.Consistency;

/// <summary>
/// Something that one writer changes, one version after the other: what was acknowledged of it when a request began, and what was begun
/// when its answer came, are the
/// bounds of what the answer may show.
/// </summary>
internal sealed class Register(string what)
{
    private long _begun;
    private long _acknowledged;

    public string What => what;

    public Bounds Now => new(Interlocked.Read(ref _acknowledged), Interlocked.Read(ref _begun));

    /// <summary>The next version, which readers may see from now on.</summary>
    public long Begin() => Interlocked.Increment(ref _begun);

    /// <summary>The version that was begun last is acknowledged: who asks from now on must see it.</summary>
    public void Acknowledge() => Interlocked.Exchange(ref _acknowledged, Interlocked.Read(ref _begun));
}

/// <summary>Versions, both included.</summary>
internal readonly record struct Bounds(long From, long To)
{
    /// <summary>What may be seen of a register that was looked at before the request and after the answer.</summary>
    public Bounds Until(Bounds after) => new(From, after.To);

    public bool Hold(long version) => version >= From && version <= To;

    /// <summary>For what is switched on by odd versions, and off by even ones.</summary>
    public bool Hold(bool on) => To > From || (From % 2 == 1) == on;
}
