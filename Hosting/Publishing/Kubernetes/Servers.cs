using Conduit.Hosting.Publishing.Model;
using Conduit.Hosting.Publishing.Yaml;

namespace Conduit.Hosting.Publishing.Kubernetes;

/// <summary>The servers that are projects: a Deployment and a Service each, and the jobs that they wait for.</summary>
internal sealed class Servers(Pods pods)
{
    private const string AppsApi = "apps/v1";

    public IEnumerable<YamlMap> Of(PublishedService service) =>
        [DeploymentOf(service), ServiceOf(service.Name, service.Ports, Names.Server)];

    /// <summary>A Service, by whose name others reach a server.</summary>
    public static YamlMap ServiceOf(string name, IReadOnlyList<PublishedPort> ports, string component) => Names.Object(
        "v1",
        "Service",
        name,
        new()
        {
            { "selector", new YamlMap { { Names.NameLabel, name } } },
            { "ports", ports.Select(port => new YamlMap { { "name", port.Name }, { "port", port.Number }, { "targetPort", port.Name } }) },
        },
        Names.Labels(name, component));

    /// <summary>A job; it is deleted a while after it has ended, so that the next version can apply its own.</summary>
    public YamlMap JobOf(PublishedService job) => Names.Object(
        "batch/v1",
        "Job",
        job.Name,
        new()
        {
            { "backoffLimit", 10 },
            { "activeDeadlineSeconds", 1800 },
            { "ttlSecondsAfterFinished", 600 },
            {
                "template", Pods.Of(
                    job.Name,
                    Names.Job,
                    Pods.AppUser,
                    pods.Container(job, Sizes.Server(isProduction: false)),
                    new KeyValuePair<string, object>("restartPolicy", "OnFailure"))
            },
        },
        Names.Labels(job.Name, Names.Job));

    /// <summary>Takes servers away one at a time, so that a node can be emptied.</summary>
    public static YamlMap DisruptionBudgetOf(PublishedService service) => Names.Object(
        "policy/v1",
        "PodDisruptionBudget",
        service.Name,
        new() { { "maxUnavailable", 1 }, { "selector", Names.Selector(service.Name) } });

    /// <summary>Adds servers while they are busy. A kind with a fixed number has none.</summary>
    public static YamlMap? AutoscalerOf(PublishedService service)
    {
        var (fewest, most) = Sizes.Servers(service);
        return fewest == most ? null : Names.Object(
            "autoscaling/v2",
            "HorizontalPodAutoscaler",
            service.Name,
            new()
            {
                {
                    "scaleTargetRef",
                    new YamlMap { { "apiVersion", AppsApi }, { "kind", "Deployment" }, { "name", service.Name } }
                },
                { "minReplicas", fewest },
                { "maxReplicas", most },
                { "metrics", new[] { ProcessorMetric } },
                // A server that goes takes its caches along, so it goes only when it has not been needed for a while.
                { "behavior", new YamlMap { { "scaleDown", new YamlMap { { "stabilizationWindowSeconds", 600 } } } } },
            });
    }

    private static YamlMap ProcessorMetric => new()
    {
        { "type", "Resource" },
        {
            "resource", new YamlMap
            {
                { "name", "cpu" },
                { "target", new YamlMap { { "type", "Utilization" }, { "averageUtilization", 70 } } },
            }
        },
    };

    private YamlMap DeploymentOf(PublishedService service)
    {
        var container = pods.Container(service, Sizes.Server(isProduction: false));
        foreach (var (name, probe) in Probes(service))
            container.Add(name, probe);
        container.Add(
            "lifecycle", new YamlMap { { "preStop", new YamlMap { { "sleep", new YamlMap { { "seconds", Pods.SecondsBeforeStop } } } } } });
        var spread = new YamlMap
        {
            { "maxSkew", 1 },
            { "topologyKey", "kubernetes.io/hostname" },
            { "whenUnsatisfiable", "ScheduleAnyway" },
            { "labelSelector", Names.Selector(service.Name) },
        };
        return Names.Object(
            AppsApi,
            "Deployment",
            service.Name,
            new()
            {
                { "selector", Names.Selector(service.Name) },
                // Never fewer than before: a new server is ready before an old one goes.
                {
                    "strategy", new YamlMap
                    {
                        { "type", "RollingUpdate" },
                        { "rollingUpdate", new YamlMap { { "maxUnavailable", 0 }, { "maxSurge", 1 } } },
                    }
                },
                {
                    "template", Pods.Of(
                        service.Name,
                        Names.Server,
                        Pods.AppUser,
                        container,
                        new KeyValuePair<string, object>("topologySpreadConstraints", new[] { spread }))
                },
            },
            Names.Labels(service.Name, Names.Server));
    }

    // A start waits for databases and their schema, so it may take long; after it, a server that does not respond is replaced quickly.
    private static IEnumerable<(string Name, YamlMap Probe)> Probes(PublishedService service)
    {
        foreach (var probe in service.Probes)
        {
            if (probe.Type == ProbeType.Liveness)
            {
                yield return ("startupProbe", Probe(probe, period: 2, failures: 150));
                yield return ("livenessProbe", Probe(probe, period: 10, failures: 3));
            }
            else if (probe.Type == ProbeType.Readiness)
            {
                yield return ("readinessProbe", Probe(probe, period: 5, failures: 2));
            }
        }
    }

    private static YamlMap Probe(PublishedProbe probe, int period, int failures) => new()
    {
        { "httpGet", new YamlMap { { "path", probe.Path }, { "port", probe.Port } } },
        { "periodSeconds", period },
        { "timeoutSeconds", 3 },
        { "failureThreshold", failures },
    };
}
