namespace Conduit.Lab.Load;

/// <summary>Requests made beforehand, sent in turn and from the beginning again; it goes on where the last run ended.</summary>
internal sealed class Workload(Uri server, IReadOnlyList<ReadOnlyMemory<byte>> requests)
{
    private long _sent = -1;

    public Uri Server => server;

    public ReadOnlyMemory<byte> Next() => requests[(int)(Interlocked.Increment(ref _sent) % requests.Count)];
}
