using Conduit.ServiceDefaults;
using Microsoft.Extensions.Primitives;
using Microsoft.Extensions.ServiceDiscovery;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.ServiceDiscovery;

namespace Conduit.Edge.Discovery;

/// <summary>
/// Resolves a destination such as <c>http://api</c> to one destination per server; follows changes. A service without settings has none:
/// its name would be looked up in DNS for each request.
/// </summary>
internal sealed class DiscoveredDestinations(ServiceEndpointResolver resolver, IConfiguration configuration) : IDestinationResolver
{
    public async ValueTask<ResolvedDestinationCollection> ResolveDestinationsAsync(
        IReadOnlyDictionary<string, DestinationConfig> destinations, CancellationToken cancellationToken)
    {
        var resolved = new Dictionary<string, DestinationConfig>(StringComparer.OrdinalIgnoreCase);
        var changes = new List<IChangeToken>();

        foreach (var (name, destination) in destinations)
        {
            var service = new Uri(destination.Address);
            if (!configuration.GetSection($"services:{service.Host}").Exists()) continue;
            var servers = await resolver.GetEndpointsAsync(service.GetLeftPart(UriPartial.Authority), cancellationToken);
            changes.Add(servers.ChangeToken);

            foreach (var server in servers.Endpoints)
            {
                var address = ServiceAddress.Of(server.EndPoint, service);
                resolved[$"{name} at {address.Authority}"] = destination with { Address = address.ToString() };
            }
        }

        return new ResolvedDestinationCollection(resolved, new CompositeChangeToken(changes));
    }
}
