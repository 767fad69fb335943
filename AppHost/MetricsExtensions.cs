namespace Conduit.AppHost;

internal static class MetricsExtensions
{
    private const string EndpointName = "metrics";

    /// <summary>Gives a server whose port is public another one for its metrics; they do not exist on the public one.</summary>
    public static IResourceBuilder<ProjectResource> WithMetricsPort(this IResourceBuilder<ProjectResource> server) => server
        .WithHttpEndpoint(name: EndpointName, isProxied: false)
        // It is for Prometheus, not for services that reference this one.
        .WithEndpoint(EndpointName, endpoint => endpoint.ExcludeReferenceEndpoint = true)
        .WithUrlForEndpoint(EndpointName, url => url.DisplayLocation = UrlDisplayLocation.DetailsOnly)
        .WithEnvironment("Metrics__Port", server.GetEndpoint(EndpointName).Property(EndpointProperty.TargetPort));
}
