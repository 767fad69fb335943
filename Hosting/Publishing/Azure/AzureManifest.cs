using Aspire.Hosting.Publishing;
using Conduit.Hosting.Publishing.Model;

namespace Conduit.Hosting.Publishing.Azure;

/// <summary>Replaces what the manifest says about the resources of a model.</summary>
internal static class AzureManifest
{
    public static void Write(DistributedApplicationModel model, Deployment deployment, AzureSettings settings)
    {
        LogFollowers.Check(deployment, service => settings.Servers.GetValueOrDefault(service.Name)?.Production.Max ?? 1);
        foreach (var module in AzureModules.Of(deployment))
            WriteModule(Find(model, module.Name) ?? Add(model, module.Name), module);
        foreach (var service in deployment.Services)
            WriteProject(FindProject(model, service.Name), ContainerApp.Of(deployment, service, settings));
        foreach (var job in deployment.Jobs)
            WriteProject(FindProject(model, job.Name), ContainerJob.Of(deployment, job));

        // The nodes with their databases became servers, and these secrets are those of containers.
        var nodes = deployment.Shards.SelectMany(shard => shard.Nodes).ToList();
        foreach (var resource in model.Resources.Where(resource => IsPartOfNode(resource, nodes) || IsUnused(resource, deployment)))
            SetCallback(resource, ManifestPublishingCallbackAnnotation.Ignore);
    }

    private static bool IsPartOfNode(IResource resource, List<string> nodes) =>
        nodes.Contains(resource.Name) || (resource is IResourceWithParent { Parent.Name: var parent } && nodes.Contains(parent));

    private static bool IsUnused(IResource resource, Deployment deployment)
    {
        if (resource is not ParameterResource || deployment.ExternalConnections.Contains(resource.Name)) return false;
        var used = deployment.Services.Concat(deployment.Jobs).SelectMany(service => service.Secrets)
            .Concat(deployment.Shards.SelectMany(shard => shard.Roles.Prepend(shard.Owner)).Select(role => role.Password))
            .Concat(deployment.Shards.Select(shard => AzureModules.SuperuserPassword(deployment, shard)))
            .Except(deployment.Caches.SelectMany(cache => cache.Secrets));
        return resource.Name != AzureNames.Size && !used.Contains(resource.Name);
    }

    private static void WriteModule(IResource resource, BicepModule module) =>
        SetCallback(resource, new(async context =>
        {
            context.Writer.WriteString("type", "azure.bicep.v0");
            await WriteFileAsync(context, module);
        }));

    private static void WriteProject(ProjectResource project, BicepModule module) =>
        SetCallback(project, new(async context =>
        {
            context.Writer.WriteString("type", "project.v1");
            context.Writer.WriteString("path", context.GetManifestRelativePath(project.GetProjectMetadata().ProjectPath));
            context.Writer.WriteStartObject("deployment");
            context.Writer.WriteString("type", "azure.bicep.v0");
            await WriteFileAsync(context, module);
            context.Writer.WriteEndObject();
            context.WriteBindings(project);
        }));

    private static async Task WriteFileAsync(ManifestPublishingContext context, BicepModule module)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(context.ManifestPath))!;
        await File.WriteAllTextAsync(Path.Combine(folder, module.FileName), module.Text, context.CancellationToken);
        context.Writer.WriteString("path", module.FileName);
        context.Writer.WriteStartObject("params");
        foreach (var (name, value) in module.Parameters)
            context.Writer.WriteString(name, value);
        context.Writer.WriteEndObject();
    }

    private static void SetCallback(IResource resource, ManifestPublishingCallbackAnnotation callback)
    {
        foreach (var former in resource.Annotations.OfType<ManifestPublishingCallbackAnnotation>().ToList())
            resource.Annotations.Remove(former);
        resource.Annotations.Add(callback);
    }

    private static IResource? Find(DistributedApplicationModel model, string name) =>
        model.Resources.FirstOrDefault(resource => resource.Name == name);

    private static ProjectResource FindProject(DistributedApplicationModel model, string name) => (ProjectResource)Find(model, name)!;

    private static AzureModuleResource Add(DistributedApplicationModel model, string name)
    {
        var resource = new AzureModuleResource(name);
        model.Resources.Add(resource);
        return resource;
    }

    private sealed class AzureModuleResource(string name) : Resource(name);
}
