using Microsoft.Extensions.Options;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.LoadBalancing;

namespace Conduit.Edge.Balancing;

/// <summary>Gives every cluster the policy of the setting. YARP reads its configuration again whenever any setting changes, so a new choice counts at once.</summary>
internal sealed class BalancingPolicies(IOptionsMonitor<EdgeOptions> options) : IProxyConfigFilter
{
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
        new(cluster with { LoadBalancingPolicy = Policies[options.CurrentValue.Balancing] });

    public ValueTask<RouteConfig> ConfigureRouteAsync(RouteConfig route, ClusterConfig? cluster, CancellationToken cancel) => new(route);
}
