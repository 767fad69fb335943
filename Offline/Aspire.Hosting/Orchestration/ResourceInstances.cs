using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Orchestration;

/// <summary>One process or container of a resource: a replica, with a name of its own.</summary>
internal sealed record ResourceInstance(IResource Resource, string Name, string Suffix);

internal static class ResourceInstances
{
    private const string SuffixLetters = "abcdefghjkmnpqrstuvwxyz";

    // Not an annotation: several threads may ask first, and others enumerate the annotations meanwhile.
    private static readonly ConditionalWeakTable<IResource, StrongBox<ImmutableArray<ResourceInstance>>> Known = [];

    /// <summary>True when DCP runs it.</summary>
    public static bool IsProcessOrContainer(this IResource resource) =>
        resource is ProjectResource or ExecutableResource or ContainerResource;

    /// <summary>Its replicas; none, when it is no process.</summary>
    public static ImmutableArray<ResourceInstance> GetInstances(this IResource resource) =>
        resource.IsProcessOrContainer() ? Known.GetValue(resource, r => new(Create(r))).Value : [];

    /// <summary>The unique names under which its states and logs go: its own, when it is no process.</summary>
    public static IEnumerable<string> GetIds(this IResource resource) =>
        resource.GetInstances() is { IsEmpty: false } instances ? instances.Select(i => i.Name) : [resource.Name];

    private static ImmutableArray<ResourceInstance> Create(IResource resource) =>
        [.. Enumerable.Range(0, resource.GetReplicaCount())
            .Select(_ => RandomNumberGenerator.GetString(SuffixLetters, 8))
            .Select(suffix => new ResourceInstance(resource, $"{resource.Name}-{suffix}".ToLowerInvariant(), suffix))];
}
