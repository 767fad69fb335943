namespace Conduit.Edge.Connections;

/// <summary>The open connections of one address.</summary>
internal sealed class AddressConnections
{
    private readonly HashSet<ClientConnection> _connections = [];
    private bool _isClosed;

    /// <summary>Adds a connection, in place of the one that has been idle longest if there are too many.</summary>
    /// <returns>Whether it was added: not when all others have a request in progress. Null: this object is out of use.</returns>
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

    /// <summary>Takes the object out of use if it has no connection.</summary>
    public bool TryClose()
    {
        lock (_connections) return _isClosed = _connections.Count == 0;
    }
}
