using System.Net;
using Microsoft.Extensions.ServiceDiscovery;

namespace Conduit.ServiceDefaults;

/// <summary>The addresses of the servers that service discovery finds for a service.</summary>
public static class ServiceAddress
{
    /// <summary>The address of one server; the scheme, path and default port are those of the service, such as <c>http://api</c>.</summary>
    public static Uri Of(EndPoint server, Uri service) => server switch
    {
        UriEndPoint { Uri: var uri } => new Uri(uri, service.PathAndQuery),
        DnsEndPoint { Host: var host, Port: var port } =>
            new UriBuilder(service) { Host = host, Port = port is 0 ? service.Port : port }.Uri,
        IPEndPoint { Address: var ip, Port: var port } => new UriBuilder(service) { Host = ip.ToString(), Port = port }.Uri,
        _ => throw new NotSupportedException($"Service discovery gave an endpoint of an unknown kind: {server.GetType().Name}."),
    };
}
