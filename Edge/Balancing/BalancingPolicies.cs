using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.LoadBalancing;

namespace Conduit.Edge.Balancing;

/// <summary>
/// Gives every cluster the policy of the setting. YARP reads its configuration again whenever any setting changes, so a new choice counts
/// at once.
/// </summary>
/// <remarks>
/// The setting is read from the configuration itself: options may hear of a change later than YARP does, which would then keep to what was
/// before.
/// </remarks>
internal sealed class BalancingPolicies(IConfiguration configuration) : IProxyConfigFilter
{
    public const string Setting = $"{EdgeOptions.Section}:{nameof(EdgeOptions.Balancing)}";
    public const string Default = nameof(LoadBalancingPolicies.PowerOfTwoChoices);

    /// <summary>The setting's values and what YARP calls them.</summary>
    private static readonly Dictionary<string, string> Policies = new(StringComparer.OrdinalIgnoreCase)
    {
        [Default] = LoadBalancingPolicies.PowerOfTwoChoices,
        ["LeastRequests"] = LoadBalancingPolicies.LeastRequests,
        ["RoundRobin"] = LoadBalancingPolicies.RoundRobin,
        ["Random"] = LoadBalancingPolicies.Random,
        ["First"] = LoadBalancingPolicies.FirstAlphabetical,
    };

    public static IReadOnlyCollection<string> Names => Policies.Keys;

    /// <summary>The name of the policy that a cluster goes by now.</summary>
    public static string NameOf(ClusterConfig cluster) => Policies.First(policy => policy.Value == cluster.LoadBalancingPolicy).Key;

    public ValueTask<ClusterConfig> ConfigureClusterAsync(ClusterConfig cluster, CancellationToken cancel) =>
        new(cluster with { LoadBalancingPolicy = Policies.GetValueOrDefault(configuration[Setting] ?? Default, Policies[Default]) });

    public ValueTask<RouteConfig> ConfigureRouteAsync(RouteConfig route, ClusterConfig? cluster, CancellationToken cancel) => new(route);
}
