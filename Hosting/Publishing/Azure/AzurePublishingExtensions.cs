using Conduit.Hosting.Publishing.Model;
using Microsoft.Extensions.DependencyInjection;

namespace Conduit.Hosting.Publishing.Azure;

/// <summary>Publishes an application to Azure by azd, the Azure Developer CLI.</summary>
public static class AzurePublishingExtensions
{
    // The publisher that azd requests: dotnet run -- --publisher manifest --output-path FILE.
    private const string ManifestPublisher = "manifest";

    /// <summary>
    /// Writes a manifest for Azure: each project that serves as a container app, each job as a job, a shard of Postgres as a Flexible
    /// Server, a cache server as an Azure Managed Redis, object storage as a Storage account, and what they need. Other publishers are not
    /// concerned.
    /// </summary>
    /// <param name="builder">The AppHost's builder.</param>
    /// <param name="product">The name of the whole.</param>
    /// <param name="settings">What the model does not say.</param>
    /// <example>
    /// <code>
    /// builder.PublishToAzure("shop", new(
    ///     Servers: new Dictionary&lt;string, AzureSize&gt;
    ///     {
    ///         ["web"] = new(Small: new(1, 2), Production: new(2, 8)) { ConcurrentRequests = 100 },
    ///     },
    ///     Variables: new Dictionary&lt;string, string&gt; { ["AllowedHosts"] = AzureSettings.Hosts }));
    /// </code>
    /// </example>
    public static void PublishToAzure(this IDistributedApplicationBuilder builder, string product, AzureSettings settings)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(product);
        ArgumentNullException.ThrowIfNull(settings);
        if (!builder.ExecutionContext.IsPublishMode || builder.ExecutionContext.PublisherName != ManifestPublisher) return;

        builder.AddParameter(AzureNames.Size, "small", publishValueAsDefault: true)
            .WithDescription("`small` is a demo at the lowest price, `production` has standbys, replicas and private networks.");
        builder.Eventing.Subscribe<BeforeStartEvent>(async (starting, cancellationToken) =>
        {
            var execution = starting.Services.GetRequiredService<DistributedApplicationExecutionContext>();
            var deployment = await new DeploymentReader(product, starting.Model, execution).ReadAsync(cancellationToken);
            AzureManifest.Write(starting.Model, deployment, settings);
        });
    }
}
