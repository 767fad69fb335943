using Conduit.Hosting.Setup;
using Microsoft.Extensions.DependencyInjection;

namespace Conduit.Hosting.Groups;

/// <summary>Adds groups of resources to an AppHost.</summary>
internal static class ResourceGroupBuilderExtensions
{
    private const string Type = "Group";

    /// <summary>Adds an empty group. Its state shows how many of its members are healthy; it is not published.</summary>
    public static IResourceBuilder<ResourceGroup> AddResourceGroup(this IDistributedApplicationBuilder builder, string name, string icon)
    {
        var services = builder.Services;
        if (!services.Any(service => service.ServiceType == typeof(GroupRelationships)))
        {
            services.AddSingleton<GroupRelationships>();
            services.InsertHostedService(provider => ActivatorUtilities.CreateInstance<ResourceGroupStateService>(provider));
            builder.Eventing.Subscribe<BeforeStartEvent>((starting, _) =>
            {
                starting.Services.GetRequiredService<GroupRelationships>().Simplify();
                return Task.CompletedTask;
            });
        }

        return builder.AddResource(new ResourceGroup(name))
            .WithInitialState(new CustomResourceSnapshot { ResourceType = Type, Properties = [], State = KnownResourceStates.Starting })
            .WithIconName(icon)
            .ExcludeFromManifest();
    }

    /// <summary>Adds a resource to a group, below the group itself or below another member.</summary>
    public static IResourceBuilder<T> WithGroup<T>(
        this IResourceBuilder<T> member, IResourceBuilder<ResourceGroup> group, IResourceBuilder<IResource>? below = null)
        where T : IResource
    {
        group.Resource.Add(member.Resource);
        return member.WithParentRelationship(below ?? group);
    }
}
