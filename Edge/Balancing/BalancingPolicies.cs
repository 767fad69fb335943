using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.LoadBalancing;

namespace Conduit.Edge.Balancing;

/// <summary>
/// Sets the load-balancing policy of every cluster from the setting. YARP reloads its configuration when any setting changes, so a new
/// value takes effect at once.
/// </summary>
/// <remarks>
/// The setting is read from the configuration itself: options may be reloaded after YARP, which would then use the previous value.
/// </remarks>
internal sealed class BalancingPolicies(IConfiguration configuration) : IProxyConfigFilter
{
    public const string Setting = $"{EdgeOptions.Section}:{nameof(EdgeOptions.Balancing)}";
    public const string Default = nameof(LoadBalancingPolicies.PowerOfTwoChoices);

    /// <summary>Maps the setting's values to the names in YARP.</summary>
    private static readonly Dictionary<string, string> Policies = new(StringComparer.OrdinalIgnoreCase)
    {
        [Default] = LoadBalancingPolicies.PowerOfTwoChoices,
        ["LeastRequests"] = LoadBalancingPolicies.LeastRequests,
        ["RoundRobin"] = LoadBalancingPolicies.RoundRobin,
        ["Random"] = LoadBalancingPolicies.Random,
        ["First"] = LoadBalancingPolicies.FirstAlphabetical,
    };

    public static IReadOnlyCollection<string> Names => Policies.Keys;

    /// <summary>Returns the setting's value for a cluster's current policy.</summary>
    public static string NameOf(ClusterConfig cluster) => Policies.First(policy => policy.Value == cluster.LoadBalancingPolicy).Key;

    public ValueTask<ClusterConfig> ConfigureClusterAsync(ClusterConfig cluster, CancellationToken cancellationToken) =>
        new(cluster with { LoadBalancingPolicy = Policies.GetValueOrDefault(configuration[Setting] ?? Default, Policies[Default]) });

    public ValueTask<RouteConfig> ConfigureRouteAsync(RouteConfig route, ClusterConfig? cluster, CancellationToken cancellationToken) =>
        new(route);
}
