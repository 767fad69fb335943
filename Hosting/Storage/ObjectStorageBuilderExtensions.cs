using Conduit.Hosting.Setup;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Conduit.Hosting.Storage;

/// <summary>Adds object storage with the interface of Azure Blob Storage to an AppHost.</summary>
public static class ObjectStorageBuilderExtensions
{
    private const string Icon = "Archive";
    private const int ContainerPort = 10000;

    /// <summary>Adds object storage: locally the emulator Azurite, published the connection string of an Azure Storage account.</summary>
    /// <remarks>
    /// With the engine <c>process</c> (setting <c>Engine</c>) Node.js (the setting <c>Node</c>, else on the PATH) runs the npm package that
    /// <c>./run.sh --prepare</c> unpacks into <c>artifacts/tools/azurite</c>. Without either the resource fails to start and says why in
    /// one line; others start. With the engine <c>container</c> it is the official image. The secret parameter <c>name-key</c> is
    /// generated unless given.
    /// </remarks>
    /// <param name="builder">The AppHost's builder.</param>
    /// <param name="name">The resource's name, and that of its connection string.</param>
    /// <returns>The storage.</returns>
    /// <example>
    /// <code>
    /// var storage = builder.AddObjectStorage("storage");
    /// builder.AddServer&lt;Projects.MediaService&gt;("media").WithReference(storage).WaitFor(storage);
    /// </code>
    /// </example>
    public static IResourceBuilder<IResourceWithConnectionString> AddObjectStorage(this IDistributedApplicationBuilder builder, string name)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (builder.ExecutionContext.IsPublishMode) return builder.AddConnectionString(name);

        var key = builder.AddGeneratedSecret($"{name}-key", $"Key of the only account of `{name}`, the emulator of Azure Storage.");
        var machine = LocalMachine.Of(builder);
        return machine.Engine == Engine.Process
            ? AddProcess(builder, name, key.Resource, machine)
            : AddContainer(builder, name, key.Resource);
    }

    private static IResourceBuilder<AzuriteResource> AddProcess(
        IDistributedApplicationBuilder builder, string name, ParameterResource key, LocalMachine machine)
    {
        var storage = new AzuriteResource(name, key, machine.Data.For(name));
        builder.Eventing.Subscribe<BeforeResourceStartedEvent>(storage, async (starting, cancellationToken) =>
        {
            var log = starting.Services.GetRequiredService<ResourceLoggerService>().GetLogger(storage);
            await Leftovers.EndAsync(storage.Folder, log, cancellationToken);
            var (program, missing) = AzuriteProgram.Find(builder.Configuration, machine);
            if (program is null) throw new DistributedApplicationException(missing);
            LaunchScript.Write(storage.LaunchScript, machine.User, "TERM", storage.CommandOf(program));
        });
        return builder.AddResource(storage)
            .WithEndpoint(name: AzuriteResource.EndpointName, scheme: "http", isProxied: false)
            .WithArgs(AzuriteResource.LaunchScriptName)
            .WithEnvironment(AzuriteAccount.Variable, AzuriteAccount.Accounts(key))
            .WithIconName(Icon)
            .WithAnswerCheck(storage.Endpoint);
    }

    private static IResourceBuilder<AzuriteContainerResource> AddContainer(
        IDistributedApplicationBuilder builder, string name, ParameterResource key)
    {
        var storage = builder.AddResource(new AzuriteContainerResource(name, key))
            .WithImage("azure-storage/azurite", ContainerImages.AzuriteTag)
            .WithImageRegistry("mcr.microsoft.com")
            .WithHttpEndpoint(targetPort: ContainerPort, name: AzuriteResource.EndpointName)
            .WithVolume($"{name}-data", "/data")
            .WithArgs(["azurite-blob", "--location", "/data", "--blobHost", "0.0.0.0", .. AzuriteAccount.Options])
            .WithEnvironment(AzuriteAccount.Variable, AzuriteAccount.Accounts(key))
            .WithIconName(Icon);
        return storage.WithAnswerCheck(storage.GetEndpoint(AzuriteResource.EndpointName));
    }

    private static IResourceBuilder<T> WithAnswerCheck<T>(this IResourceBuilder<T> storage, EndpointReference endpoint)
        where T : IResource
    {
        var key = $"{storage.Resource.Name}-check";
        storage.ApplicationBuilder.Services.AddHealthChecks()
            .Add(new HealthCheckRegistration(key, new AzuriteHealthCheck(endpoint), failureStatus: null, tags: null));
        return storage.WithHealthCheck(key);
    }
}
