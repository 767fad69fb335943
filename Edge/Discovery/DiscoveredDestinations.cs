using System.Net;
using Microsoft.Extensions.Primitives;
using Microsoft.Extensions.ServiceDiscovery;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.ServiceDiscovery;

namespace Conduit.Edge.Discovery;

/// <summary>Resolves a destination such as <c>http://api</c> to one destination per server; follows changes.</summary>
internal sealed class DiscoveredDestinations(ServiceEndpointResolver resolver) : IDestinationResolver
{
    public async ValueTask<ResolvedDestinationCollection> ResolveDestinationsAsync(
        IReadOnlyDictionary<string, DestinationConfig> destinations, CancellationToken cancellationToken)
    {
        var resolved = new Dictionary<string, DestinationConfig>(StringComparer.OrdinalIgnoreCase);
        var changes = new List<IChangeToken>();

        foreach (var (name, destination) in destinations)
        {
            var service = new Uri(destination.Address);
            var servers = await resolver.GetEndpointsAsync(service.GetLeftPart(UriPartial.Authority), cancellationToken);
            changes.Add(servers.ChangeToken);

            foreach (var server in servers.Endpoints)
            {
                var address = AddressOf(server.EndPoint, service);
                resolved[$"{name} at {address.Authority}"] = destination with { Address = address.ToString() };
            }
        }

        return new ResolvedDestinationCollection(resolved, new CompositeChangeToken(changes));
    }

    private static Uri AddressOf(EndPoint server, Uri service) => server switch
    {
        UriEndPoint { Uri: var uri } => new Uri(uri, service.PathAndQuery),
        DnsEndPoint { Host: var host, Port: var port } =>
            new UriBuilder(service) { Host = host, Port = port is 0 ? service.Port : port }.Uri,
        IPEndPoint { Address: var ip, Port: var port } => new UriBuilder(service) { Host = ip.ToString(), Port = port }.Uri,
        _ => throw new NotSupportedException($"Service discovery gave an endpoint of an unknown kind: {server.GetType().Name}."),
    };
}
