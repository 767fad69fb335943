namespace Conduit.Hosting.Publishing.Model;

/// <summary>The ports on which published servers listen.</summary>
internal static class PortNumbers
{
    // The port of .NET's images; further endpoints of a project follow.
    private const int First = 8080;

    public static EndpointAnnotation Find(IResource resource, string endpoint) =>
        resource.Annotations.OfType<EndpointAnnotation>().FirstOrDefault(one => one.Name == endpoint)
        ?? throw new DistributedApplicationException($"{resource.Name} has no endpoint '{endpoint}'.");

    /// <summary>The port of an endpoint: its own, or the next one from 8080 of a project's endpoints without any.</summary>
    public static int Of(IResource resource, string endpoint) =>
        Find(resource, endpoint).TargetPort
        ?? First + resource.Annotations.OfType<EndpointAnnotation>()
            .Where(one => one.TargetPort is null)
            .TakeWhile(one => one.Name != endpoint)
            .Count();
}
