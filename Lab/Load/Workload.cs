namespace Conduit.Lab.Load;

/// <summary>Prepared requests, sent in turn and repeated; a run continues where the last one ended.</summary>
internal sealed class Workload(Uri server, IReadOnlyList<ReadOnlyMemory<byte>> requests)
{
    private long _sent = -1;

    public Uri Server => server;

    public ReadOnlyMemory<byte> Next() => requests[(int)(Interlocked.Increment(ref _sent) % requests.Count)];
}
