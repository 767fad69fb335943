using Conduit.Hosting.Publishing.Model;
using Conduit.Hosting.Publishing.Yaml;
using Conduit.Hosting.Redis;

namespace Conduit.Hosting.Publishing.Kubernetes;

/// <summary>
/// The Redis servers. One that may evict is a Deployment. One that must not is a StatefulSet: it never runs a second server beside one that
/// may still live, and with two of them a writer would wait for the followers of one alone.
/// </summary>
internal sealed class Caches(Pods pods)
{
    public IEnumerable<YamlMap> Of(PublishedContainer cache)
    {
        var container = pods.Container(cache, Sizes.Cache(cache));
        container.Add("readinessProbe", Probe(cache, period: 5));
        container.Add("livenessProbe", Probe(cache, period: 10));
        var spec = new YamlMap { { "replicas", 1 }, { "selector", Names.Selector(cache.Name) } };
        if (cache.Cache!.Evicts)
            spec.Add("strategy", new YamlMap { { "type", "Recreate" } });
        else
            spec.Add("serviceName", cache.Name);
        spec.Add("template", Pods.Of(cache.Name, Names.Cache, Pods.RedisUser, container));
        yield return Names.Object(
            "apps/v1", cache.Cache.Evicts ? "Deployment" : "StatefulSet", cache.Name, spec, Names.Labels(cache.Name, Names.Cache));
        yield return Servers.ServiceOf(cache.Name, cache.Ports, Names.Cache);
    }

    private static YamlMap Probe(PublishedContainer cache, int period) => new()
    {
        { "exec", new YamlMap { { "command", CacheProbe.Command(cache.Ports[0].Number) } } },
        { "periodSeconds", period },
        { "timeoutSeconds", 3 },
        { "failureThreshold", 3 },
    };
}
