using Microsoft.AspNetCore.Connections;

namespace Conduit.Edge.Connections;

/// <summary>A connection that counts towards the limit of its client's address.</summary>
internal sealed class ClientConnection(ConnectionContext connection, AddressConnections address)
{
    /// <summary>The key among the connection's items.</summary>
    public static readonly object Key = new();

    private int _requests;
    private long _lastUsed = TimeProvider.System.GetTimestamp();

    /// <summary>Whether no request is in progress on it.</summary>
    public bool IsIdle => Volatile.Read(ref _requests) == 0;

    public long LastUsed => Volatile.Read(ref _lastUsed);

    public void BeginRequest() => Interlocked.Increment(ref _requests);

    public void EndRequest()
    {
        Volatile.Write(ref _lastUsed, TimeProvider.System.GetTimestamp());
        Interlocked.Decrement(ref _requests);
    }

    /// <summary>Exempts it from the limit: it belongs to a service of this application.</summary>
    public void Exempt() => address.Remove(this);

    public void Close() => connection.Abort(new ConnectionAbortedException("The client's address has too many connections."));
}
