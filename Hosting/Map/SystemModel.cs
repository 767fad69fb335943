using Conduit.Hosting.Groups;

namespace Conduit.Hosting.Map;

/// <summary>The system as a map draws it: the servers with their addresses, and which of them use which.</summary>
/// <param name="Parts">The servers.</param>
/// <param name="Groups">The groups of servers.</param>
/// <param name="Uses">The uses; each end is a server that is in no group, or a group.</param>
internal sealed record SystemModel(IReadOnlyList<SystemPart> Parts, IReadOnlyList<SystemGroup> Groups, IReadOnlyList<SystemUse> Uses)
{
    private const string Reference = "Reference";
    // Aspire adds these.
    private const string DashboardName = "aspire-dashboard";
    private const string RebuilderSuffix = "-rebuilder";

    /// <summary>Describes the resources that have an endpoint, but for the tool that shows the map.</summary>
    public static SystemModel Of(DistributedApplicationModel model, IResource tool)
    {
        var resources = model.Resources.Where(resource => resource != tool && IsPart(resource)).ToList();
        var groups = model.Resources.OfType<ResourceGroup>()
            .Select(group => new SystemGroup(group.Name, [.. group.Members.Where(resources.Contains).Select(member => member.Name)]))
            .ToList();
        var ends = resources.Select(resource => resource.Name).Concat(groups.Select(group => group.Name)).ToHashSet();
        var uses = from resource in model.Resources
                   where ends.Contains(resource.Name)
                   from relationship in resource.Annotations.OfType<ResourceRelationshipAnnotation>()
                   where relationship.Type == Reference && ends.Contains(relationship.Resource.Name)
                   select new SystemUse(resource.Name, relationship.Resource.Name);
        return new([.. resources.Select(Describe)], groups, [.. uses]);
    }

    // A resource without an endpoint is a job, a parameter or a database on a server.
    private static bool IsPart(IResource resource) =>
        resource.Annotations.OfType<EndpointAnnotation>().Any()
        && resource.Name != DashboardName
        && !resource.Name.EndsWith(RebuilderSuffix, StringComparison.Ordinal);

    private static SystemPart Describe(IResource resource)
    {
        var endpoints = resource.Annotations.OfType<EndpointAnnotation>().ToList();
        var part = resource.Annotations.OfType<SystemPartAnnotation>().LastOrDefault()
            ?? new(resource is ProjectResource ? SystemPartKind.Server : SystemPartKind.Store);
        return new(
            resource.Name,
            part.Kind,
            part.Unit,
            IsEntry: endpoints.Exists(endpoint => endpoint.IsExternal),
            IsSpare: resource.Annotations.OfType<ExplicitStartupAnnotation>().Any(),
            endpoints.Where(endpoint => endpoint.AllocatedEndpoint is not null)
                .ToDictionary(endpoint => endpoint.Name, endpoint => endpoint.AllocatedEndpoint!.UriString));
    }
}

/// <summary>A server.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Unit">The unit that it forms with others.</param>
/// <param name="IsEntry">Whether clients reach it.</param>
/// <param name="IsSpare">Whether it is started by hand.</param>
/// <param name="Endpoints">Its addresses by the names of its endpoints.</param>
internal sealed record SystemPart(
    string Name, SystemPartKind Kind, string? Unit, bool IsEntry, bool IsSpare, IReadOnlyDictionary<string, string> Endpoints);

/// <summary>A group of servers.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Members">The names of its members.</param>
internal sealed record SystemGroup(string Name, IReadOnlyList<string> Members);

/// <summary>A use of one by another.</summary>
/// <param name="From">The one that uses.</param>
/// <param name="To">The one that is used.</param>
internal sealed record SystemUse(string From, string To);
