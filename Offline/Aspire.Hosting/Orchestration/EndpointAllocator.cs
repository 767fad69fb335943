using System.Diagnostics;
using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dcp;

namespace Aspire.Hosting.Orchestration;

/// <summary>Gives each endpoint its address: a proxied one through a service of DCP, any other on a port of its own.</summary>
internal sealed class EndpointAllocator(DcpOptions options)
{
    private const string Host = "localhost";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>The services that a process or container of the resource tells DCP it produces.</summary>
    public static IReadOnlyList<DcpServiceProducer> ProducersOf(IResource resource) =>
        [.. resource.Annotations.OfType<EndpointAnnotation>().Where(e => e.IsProxied)
            .Select(e => new DcpServiceProducer(ServiceName(resource, e), e.TargetPort))];

    /// <summary>Throws, with one line, when a port that the application must have is taken.</summary>
    public void ThrowIfBusy(IEnumerable<IResource> resources)
    {
        foreach (var resource in resources)
        {
            foreach (var endpoint in resource.Annotations.OfType<EndpointAnnotation>())
            {
                if (FixedPort(endpoint) is { } port && !Ports.IsFree(port))
                {
                    throw new DistributedApplicationException(
                        $"port {port}, which {resource.Name} wants, is in use: end what listens there, or give {resource.Name} another port.");
                }
            }
        }
    }

    public Task AllocateAsync(DcpClient client, IResource resource, CancellationToken cancellationToken) => Task.WhenAll(
        resource.Annotations.OfType<EndpointAnnotation>().ToList()
            .Select(endpoint => AllocateAsync(client, resource, endpoint, cancellationToken)));

    private async Task AllocateAsync(DcpClient client, IResource resource, EndpointAnnotation endpoint, CancellationToken cancellationToken)
    {
        if (!endpoint.IsProxied)
        {
            if (resource.GetReplicaCount() > 1)
            {
                throw new DistributedApplicationException(
                    $"{resource.Name} has several replicas, so its endpoint '{endpoint.Name}' must be proxied.");
            }

            var own = FixedPort(endpoint) ?? Ports.Next();
            endpoint.AllocatedEndpoint = new(endpoint, Host, own, (endpoint.TargetPort ?? own).ToString(CultureInfo.InvariantCulture));
            return;
        }

        if (endpoint.TargetPort is not null && resource.GetReplicaCount() > 1)
        {
            throw new DistributedApplicationException(
                $"{resource.Name} has several replicas, so its endpoint '{endpoint.Name}' cannot have a fixed target port.");
        }

        var name = ServiceName(resource, endpoint);
        var spec = new DcpServiceSpec(FixedPort(endpoint));
        await client.CreateAsync(
            DcpClient.Services, new DcpObject<DcpServiceSpec, DcpServiceStatus>("Service", new(name), spec), cancellationToken);
        var port = await WaitForPortAsync(client, name, resource, endpoint, cancellationToken);
        endpoint.AllocatedEndpoint = new(endpoint, Host, port, $$$"""{{- portForServing "{{{name}}}" -}}""");
    }

    private static async Task<int> WaitForPortAsync(
        DcpClient client, string name, IResource resource, EndpointAnnotation endpoint, CancellationToken cancellationToken)
    {
        for (var waiting = Stopwatch.StartNew(); waiting.Elapsed < Patience; await Task.Delay(25, cancellationToken))
        {
            var service = await client.GetAsync<DcpServiceSpec, DcpServiceStatus>(DcpClient.Services, name, cancellationToken);
            if (service?.Status?.EffectivePort is { } port and > 0)
            {
                return port;
            }
        }

        // DCP is silent about a port that it cannot have.
        throw new DistributedApplicationException(
            $"The endpoint '{endpoint.Name}' of {resource.Name} got no port within {Patience.TotalSeconds} s"
            + (endpoint.Port is { } wanted ? $": is port {wanted} in use?" : "."));
    }

    // Tests run beside each other: what stands behind a proxy need not have the port it asks for.
    private int? FixedPort(EndpointAnnotation endpoint) => endpoint.IsProxied && options.RandomizePorts
        ? null
        : endpoint.Port is > 0 and var port ? port : null;

    private static string ServiceName(IResource resource, EndpointAnnotation endpoint) =>
        string.Concat($"{resource.Name}-{endpoint.Name}".ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-'));
}
