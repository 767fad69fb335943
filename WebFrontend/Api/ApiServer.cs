namespace Conduit.WebFrontend.Api;

/// <summary>One API server: whether it is ready, and how many requests of this web server are in flight there.</summary>
internal sealed class ApiServer(Uri address)
{
    private volatile bool _isReady;
    private int _inFlight;

    public Uri Address => address;

    public int InFlight => Volatile.Read(ref _inFlight);

    public bool IsReady
    {
        get => _isReady;
        set => _isReady = value;
    }

    public void Begin() => Interlocked.Increment(ref _inFlight);

    public void End() => Interlocked.Decrement(ref _inFlight);
}
