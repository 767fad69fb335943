using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Conduit.Hosting.Setup;

/// <summary>Registers services that run while the orchestrator starts the resources.</summary>
internal static class EarlyHostedServices
{
    /// <summary>
    /// Registers a hosted service before all others: it starts first and, because services stop in reverse order, stops last.
    /// </summary>
    /// <remarks>
    /// The orchestrator's own hosted service returns from its start only when every wait is satisfied, and services after it run only
    /// then.
    /// </remarks>
    public static void InsertHostedService(this IServiceCollection services, Func<IServiceProvider, IHostedService> create) =>
        services.Insert(0, ServiceDescriptor.Singleton(create));
}
