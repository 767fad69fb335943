namespace Conduit.Edge.Connections;

/// <summary>The open connections of one address.</summary>
internal sealed class AddressConnections
{
    private readonly HashSet<ClientConnection> _connections = [];
    private bool _isClosed;

    /// <summary>Adds a connection. At the limit it closes the connection that has been idle longest.</summary>
    /// <returns>True when it was added, false when all others have a request in progress, null when this object is closed.</returns>
    public bool? TryAdd(ClientConnection connection, int limit)
    {
        ClientConnection? idle = null;
        lock (_connections)
        {
            if (_isClosed) return null;
            if (_connections.Count >= limit)
            {
                idle = _connections.Where(other => other.IsIdle).MinBy(other => other.LastUsed);
                if (idle is null) return false;
                _connections.Remove(idle);
            }

            _connections.Add(connection);
        }

        idle?.Close();
        return true;
    }

    public void Remove(ClientConnection connection)
    {
        lock (_connections) _connections.Remove(connection);
    }

    /// <summary>Closes this object if it has no connection.</summary>
    public bool TryClose()
    {
        lock (_connections) return _isClosed = _connections.Count == 0;
    }
}
