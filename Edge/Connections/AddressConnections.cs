namespace Conduit.Edge.Connections;

/// <summary>The open connections of one address.</summary>
internal sealed class AddressConnections
{
    private readonly HashSet<ClientConnection> _connections = [];
    private bool _isClosed;

    /// <summary>Adds a connection. At the limit it closes the connection that has been idle longest.</summary>
    public ConnectionAddition TryAdd(ClientConnection connection, int limit)
    {
        ClientConnection? idle = null;
        lock (_connections)
        {
            if (_isClosed) return ConnectionAddition.Closed;
            if (_connections.Count >= limit)
            {
                idle = _connections.Where(other => other.IsIdle).MinBy(other => other.LastUsed);
                if (idle is null) return ConnectionAddition.LimitReached;
                _connections.Remove(idle);
            }

            _connections.Add(connection);
        }

        idle?.Close();
        return ConnectionAddition.Added;
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

/// <summary>The result of adding a connection.</summary>
internal enum ConnectionAddition
{
    /// <summary>It was added.</summary>
    Added,

    /// <summary>All other connections of the address have a request in progress.</summary>
    LimitReached,

    /// <summary>The last connection of the address was removed in between: a new <see cref="AddressConnections"/> is needed.</summary>
    Closed,
}
