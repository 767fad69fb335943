using System.Collections.Concurrent;
using System.Net;
using Conduit.ServiceDefaults;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace Conduit.Edge.Connections;

/// <summary>
/// Limits the connections of one address. A further connection replaces the one that has been idle longest. Trusted proxies are exempt,
/// because all clients behind one share its address; so are connections with a request that has the operator key. Loopback is trusted by
/// default but not exempt.
/// </summary>
internal sealed class ConnectionLimiter(IOptions<EdgeOptions> options, IOptions<ForwardedHeadersOptions> proxies)
{
    private readonly ConcurrentDictionary<IPAddress, AddressConnections> _addresses = [];

    public async Task LimitAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        if (connection.RemoteEndPoint is not IPEndPoint { Address: var remote } || IsProxy(remote))
        {
            await next(connection);
            return;
        }

        var key = ClientAddress.Normalize(remote);
        var (address, client) = Add(key, connection);
        if (client is null)
        {
            connection.Abort(new ConnectionAbortedException("The client's address has too many connections."));
            return;
        }

        connection.Items[ClientConnection.Key] = client;
        try
        {
            await next(connection);
        }
        finally
        {
            address.Remove(client);
            if (address.TryClose()) _addresses.TryRemove(new(key, address));
        }
    }

    private (AddressConnections Address, ClientConnection? Client) Add(IPAddress key, ConnectionContext connection)
    {
        while (true)
        {
            var address = _addresses.GetOrAdd(key, _ => new());
            var client = new ClientConnection(connection, address);
            switch (address.TryAdd(client, options.Value.ConnectionsPerAddress))
            {
                case ConnectionAddition.Added: return (address, client);
                case ConnectionAddition.LimitReached: return (address, null);
                default: _addresses.TryRemove(new(key, address)); break;
            }
        }
    }

    private bool IsProxy(IPAddress remote)
    {
        var address = remote.IsIPv4MappedToIPv6 ? remote.MapToIPv4() : remote;
        if (IPAddress.IsLoopback(address)) return false;
        var (known, networks) = (proxies.Value.KnownProxies, proxies.Value.KnownIPNetworks);
        // Without any known proxy the framework trusts all.
        if (known.Count == 0 && networks.Count == 0) return true;
        return known.Contains(address) || networks.Any(network => network.Contains(address));
    }
}
