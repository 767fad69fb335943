using Conduit.Hosting.Setup;
using Microsoft.Extensions.DependencyInjection;

namespace Conduit.Hosting.Ready;

/// <summary>Says when everything is up.</summary>
public static class ReadyLineExtensions
{
    /// <summary>
    /// Lets the AppHost print one line, with the addresses of the site and of the dashboard, once every resource that starts by itself is
    /// healthy or has finished its work.
    /// </summary>
    /// <param name="builder">The AppHost's builder.</param>
    /// <param name="product">What is ready.</param>
    /// <param name="site">The endpoint a person opens.</param>
    /// <example><code>builder.AnnounceWhenReady("Conduit", edge.GetEndpoint("http"));</code></example>
    public static void AnnounceWhenReady(this IDistributedApplicationBuilder builder, string product, EndpointReference site)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(site);
        if (builder.ExecutionContext.IsRunMode)
            builder.Services.InsertHostedService(services => ActivatorUtilities.CreateInstance<ReadyLine>(services, product, site));
    }
}
