using Conduit.Edge.Buffering;
using Conduit.Edge.Uploads;
using Conduit.ServiceDefaults;

namespace Conduit.Edge.Balancing;

internal static class BalancingExtensions
{
    public static void AddBalancing(this WebApplicationBuilder builder)
    {
        builder.AddLiveChoice(BalancingPolicies.Setting, BalancingPolicies.Names);
        builder.Services.AddSingleton<DestinationStatisticsTable>().AddSingleton<Buffers>().AddSingleton<UploadLimiter>();
    }

    /// <summary>Picks a server for each request, and another one when that server fails.</summary>
    public static void UseBalancing(this IReverseProxyApplicationBuilder proxy)
    {
        proxy.UseMiddleware<UploadMiddleware>();
        proxy.UseMiddleware<RequestBufferingMiddleware>();
        proxy.UseMiddleware<FailoverMiddleware>();
        proxy.UseMiddleware<CapacityFilterMiddleware>();
        proxy.UseLoadBalancing();
        proxy.UseMiddleware<ConcurrencyLimitMiddleware>();
    }
}
