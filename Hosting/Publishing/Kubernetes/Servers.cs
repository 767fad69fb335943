using Conduit.Hosting.Publishing.Model;
using Conduit.Hosting.Publishing.Yaml;

namespace Conduit.Hosting.Publishing.Kubernetes;

/// <summary>The servers that are projects: a Deployment and a Service each, and the jobs that they wait for.</summary>
internal sealed class Servers(Pods pods)
{
    private const string AppsApi = "apps/v1";

    public IEnumerable<Map> Of(PublishedService service) =>
        [DeploymentOf(service), ServiceOf(service.Name, service.Ports, Names.Server)];

    /// <summary>A Service, by whose name others reach a server.</summary>
    public static Map ServiceOf(string name, IReadOnlyList<PublishedPort> ports, string component) => Names.Object(
        "v1",
        "Service",
        name,
        new()
        {
            { "selector", new Map { { Names.NameLabel, name } } },
            { "ports", ports.Select(port => new Map { { "name", port.Name }, { "port", port.Number }, { "targetPort", port.Name } }) },
        },
        Names.Labels(name, component));

    /// <summary>A job; it is deleted a while after it has ended, so that the next version can apply its own.</summary>
    public Map JobOf(PublishedService job) => Names.Object(
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
    public static Map DisruptionBudgetOf(PublishedService service) => Names.Object(
        "policy/v1",
        "PodDisruptionBudget",
        service.Name,
        new() { { "maxUnavailable", 1 }, { "selector", Names.Selector(service.Name) } });

    /// <summary>Adds servers while they are busy. A kind with a fixed number has none.</summary>
    public static Map? AutoscalerOf(PublishedService service)
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
                    new Map { { "apiVersion", AppsApi }, { "kind", "Deployment" }, { "name", service.Name } }
                },
                { "minReplicas", fewest },
                { "maxReplicas", most },
                { "metrics", new[] { ProcessorMetric } },
                // A server that goes takes its caches along, so it goes only when it has not been needed for a while.
                { "behavior", new Map { { "scaleDown", new Map { { "stabilizationWindowSeconds", 600 } } } } },
            });
    }

    private static Map ProcessorMetric => new()
    {
        { "type", "Resource" },
        {
            "resource", new Map
            {
                { "name", "cpu" },
                { "target", new Map { { "type", "Utilization" }, { "averageUtilization", 70 } } },
            }
        },
    };

    private Map DeploymentOf(PublishedService service)
    {
        var container = pods.Container(service, Sizes.Server(isProduction: false));
        foreach (var (name, probe) in Probes(service))
            container.Add(name, probe);
        container.Add(
            "lifecycle", new Map { { "preStop", new Map { { "sleep", new Map { { "seconds", Pods.SecondsBeforeStop } } } } } });
        var spread = new Map
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
                    "strategy", new Map
                    {
                        { "type", "RollingUpdate" },
                        { "rollingUpdate", new Map { { "maxUnavailable", 0 }, { "maxSurge", 1 } } },
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
    private static IEnumerable<(string Name, Map Probe)> Probes(PublishedService service)
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

    private static Map Probe(PublishedProbe probe, int period, int failures) => new()
    {
        { "httpGet", new Map { { "path", probe.Path }, { "port", probe.Port } } },
        { "periodSeconds", period },
        { "timeoutSeconds", 3 },
        { "failureThreshold", failures },
    };
}
