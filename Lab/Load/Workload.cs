namespace Conduit.Lab.Load;

/// <summary>The requests of a load.</summary>
internal interface IWorkload
{
    /// <summary>Where they are sent.</summary>
    Uri Server { get; }

    /// <summary>The next one; for concurrent callers.</summary>
    ReadOnlyMemory<byte> Next();
}

/// <summary>Prepared requests, sent in turn and repeated; a run continues where the last one ended.</summary>
internal sealed class Workload(Uri server, IReadOnlyList<ReadOnlyMemory<byte>> requests) : IWorkload
{
    private long _sent = -1;

    public Uri Server => server;

    public ReadOnlyMemory<byte> Next() => requests[(int)(Interlocked.Increment(ref _sent) % requests.Count)];
}
