using k8s;
using k8s.Models;

namespace Conduit.Tests.Publishing;

/// <summary>The files for Kubernetes are valid, and agree with themselves and with the model.</summary>
[Collection(SharedPublication.Name)]
public sealed class KubernetesTests(Publication publication)
{
    private static readonly string[] Roles = ["rw", "ro"];
    private static readonly string[] Overlays = ["small", "production"];
    private static readonly string[] Servers = ["api", "edge", "media", "web", "worker"];

    private static readonly Dictionary<string, Type> BuiltIn = new()
    {
        ["Namespace v1"] = typeof(V1Namespace),
        ["Service v1"] = typeof(V1Service),
        ["Deployment apps/v1"] = typeof(V1Deployment),
        ["StatefulSet apps/v1"] = typeof(V1StatefulSet),
        ["Job batch/v1"] = typeof(V1Job),
        ["NetworkPolicy networking.k8s.io/v1"] = typeof(V1NetworkPolicy),
        ["PodDisruptionBudget policy/v1"] = typeof(V1PodDisruptionBudget),
        ["HorizontalPodAutoscaler autoscaling/v2"] = typeof(V2HorizontalPodAutoscaler),
    };

    private IEnumerable<PublishedDocument> Base => Kubernetes("base/");

    private IEnumerable<PublishedDocument> Production => Kubernetes("overlays/production/");

    private IEnumerable<PublishedDocument> Workloads => Base.Where(one => one.Kind is "Deployment" or "StatefulSet" or "Job");

    [Fact]
    public void Every_object_has_only_fields_of_its_kind()
    {
        var unknown = new List<string>();
        foreach (var document in Kubernetes("").Where(one => one.Root is not YamlDotNet.RepresentationModel.YamlSequenceNode))
        {
            var kind = $"{document.Kind} {document.Api}";
            if (!BuiltIn.ContainsKey(kind))
                unknown.AddRange(DocumentedFields.Know(kind) ? DocumentedFields.Unknown(kind, document) : [$"{document.File}: {kind}"]);
        }

        Assert.Empty(unknown);
    }

    [Fact]
    public void Objects_of_built_in_kinds_pass_the_typed_models_strictly()
    {
        var files = publication.Files.Where(file => file.Key.StartsWith("kubernetes/base/", StringComparison.Ordinal)
            || file.Key.EndsWith("/autoscaling.yaml", StringComparison.Ordinal)
            || file.Key.EndsWith("/disruption.yaml", StringComparison.Ordinal));
        var kinds = BuiltIn.ToDictionary(kind => string.Join('/', kind.Key.Split(' ').Reverse()), kind => kind.Value);

        var objects = files
            .SelectMany(file => file.Value.Split("---\n"))
            .Where(text => PublishedDocument.All("", text).Any(one => BuiltIn.ContainsKey($"{one.Kind} {one.Api}")))
            .SelectMany(text => KubernetesYaml.LoadAllFromString(text, kinds, strict: true))
            .ToList();

        Assert.Equal(BuiltIn.Values.ToHashSet(), objects.Select(one => one.GetType()).ToHashSet());
    }

    [Fact]
    public void Every_server_has_a_deployment_with_the_probes_of_the_model_and_time_to_drain()
    {
        var deployments = Base.Where(one => one.Kind == "Deployment").Select(one => one.Name);
        Assert.Equal(Servers, deployments.Where(name => name != "cache").Order());
        foreach (var server in Servers.Select(name => Base.Single(one => one.Kind == "Deployment" && one.Name == name)))
        {
            var container = Container(server);
            Assert.Equal("/alive", container.Text("livenessProbe.httpGet.path"));
            Assert.Equal("/alive", container.Text("startupProbe.httpGet.path"));
            Assert.Equal("/health", container.Text("readinessProbe.httpGet.path"));
            Assert.Equal("http", container.Text("readinessProbe.httpGet.port"));
            Assert.True(
                int.Parse(server.Text("spec.template.spec.terminationGracePeriodSeconds"))
                > int.Parse(container.Text("lifecycle.preStop.sleep.seconds")) + 33);
        }
    }

    [Fact]
    public void Every_container_runs_as_an_unprivileged_user_on_a_file_system_that_it_cannot_write_to()
    {
        Assert.NotEmpty(Workloads);
        foreach (var workload in Workloads)
        {
            var container = Container(workload);
            Assert.Equal("true", workload.Text("spec.template.spec.securityContext.runAsNonRoot"));
            Assert.Equal("false", workload.Text("spec.template.spec.automountServiceAccountToken"));
            Assert.Equal("true", container.Text("securityContext.readOnlyRootFilesystem"));
            Assert.Equal("false", container.Text("securityContext.allowPrivilegeEscalation"));
            Assert.NotEqual("", container.Text("resources.limits.memory"));
            Assert.NotEqual("", container.Text("resources.requests.cpu"));
        }
    }

    [Fact]
    public void Every_secret_that_is_used_is_made_by_every_overlay_under_the_same_key()
    {
        var used = Workloads.SelectMany(workload => Container(workload).List("env").Select(workload.At))
            .Where(variable => variable.Text("valueFrom.secretKeyRef.name").Length > 0)
            .Select(variable => (variable.Text("valueFrom.secretKeyRef.name"), variable.Text("valueFrom.secretKeyRef.key")))
            .Concat(Base.Where(one => one.Kind == "Cluster").SelectMany(cluster => cluster.List("spec.managed.roles")
                .Select(role => (cluster.At(role).Text("passwordSecret.name"), "password"))
                .Append((cluster.Text("spec.bootstrap.initdb.secret.name"), "password"))))
            .ToHashSet();
        Assert.Contains(("api-password", "password"), used);
        Assert.Contains(("storage", "value"), used);

        foreach (var overlay in Overlays)
            Assert.Empty(used.Except(Made(overlay)));
        var further = Production.Where(one => one.Kind is "ServiceMonitor" or "ObjectStore")
            .SelectMany(one => one.Values())
            .Where(value => value.Path.EndsWith("credentials.name", StringComparison.Ordinal)
                || value.Path.EndsWith("connectionString.name", StringComparison.Ordinal))
            .Select(value => (value.Value, "value"));
        Assert.Empty(further.Except(Made("production")));
    }

    [Fact]
    public void No_secret_is_written_as_a_value()
    {
        var values = Workloads.SelectMany(workload => Container(workload).List("env").Select(workload.At))
            .Select(variable => (Name: variable.Text("name"), Value: variable.Text("value")))
            .Where(variable => variable.Value.Length > 0)
            .ToList();

        Assert.Contains(values, variable => variable.Value.Contains(";Password=$(SECRET_API_PASSWORD);", StringComparison.Ordinal));
        Assert.DoesNotContain(values, variable => variable.Name.EndsWith("Key", StringComparison.Ordinal));
        Assert.DoesNotContain(
            values,
            variable => variable.Value.Split("assword=").Skip(1).Any(rest => !rest.StartsWith("$(SECRET_", StringComparison.Ordinal)));
    }

    [Fact]
    public void Every_address_in_the_environment_is_that_of_a_service_and_its_port()
    {
        var services = Base.Where(one => one.Kind == "Service")
            .SelectMany(service => service.List("spec.ports").Select(port => $"{service.Name}:{service.At(port).Text("port")}"))
            .Concat(from shard in Base
                    where shard.Kind == "Cluster"
                    from role in Roles
                    select $"{shard.Name}-{role}:5432")
            .ToHashSet();
        var used = Workloads.SelectMany(workload => Container(workload).List("env").Select(workload.At))
            .Where(variable => variable.Text("name").Split("__")[0] is "services" or "ConnectionStrings")
            .Where(variable => variable.Text("value").Length > 0)
            .SelectMany(variable => Addresses(variable.Text("value")))
            .ToHashSet();

        Assert.Contains("postgres-1-rw:5432", used);
        Assert.Contains("freshness:6379", used);
        Assert.Empty(used.Except(services));
    }

    [Fact]
    public void Servers_that_hold_leases_stay_below_the_number_with_which_leases_were_measured()
    {
        string[] followers = ["api", "edge", "media"];
        var overlay = Production.Single(one => one.Kind == "Kustomization");
        var most = Production.Where(one => one.Kind == "HorizontalPodAutoscaler")
            .Select(one => (one.Name, Count: one.Text("spec.maxReplicas")))
            .Concat(overlay.List("replicas").Select(overlay.At).Select(one => (one.Text("name"), Count: one.Text("count"))))
            .ToDictionary(one => one.Item1, one => int.Parse(one.Count));
        Assert.InRange(followers.Sum(name => most[name]), followers.Length + 1, 16);
    }

    [Fact]
    public void Only_those_that_the_model_connects_may_talk_to_each_other()
    {
        var allowed = from policy in Base
                      where policy.Kind == "NetworkPolicy"
                      from rule in policy.List("spec.ingress")
                      from peer in policy.At(rule).List("from")
                      let name = policy.At(peer).Map("podSelector.matchLabels").Select(label => label.Value.ToString()).FirstOrDefault()
                      where name is not null
                      select $"{name} -> {policy.Name.Replace("to-", "", StringComparison.Ordinal)}";

        string[] shards = ["postgres-0", "postgres-1"];
        Assert.Equal(
            shards.SelectMany(shard => new[] { $"api -> {shard}", $"worker -> {shard}", $"migrations -> {shard}", $"{shard} -> {shard}" })
                .Concat(
                [
                    "web -> postgres-0", "media -> postgres-0",
                    "edge -> api", "edge -> web", "edge -> media", "web -> api", "web -> edge", "worker -> media", "media -> api",
                    "api -> freshness", "edge -> freshness", "media -> freshness", "worker -> freshness", "migrations -> freshness",
                    "api -> cache", "worker -> cache",
                ])
                .Order(),
            allowed.Distinct().Order());
        var all = Base.Single(one => one.Kind == "NetworkPolicy" && one.Name == "deny-all");
        Assert.Empty(all.Map("spec.podSelector"));
        Assert.Equal(["Ingress", "Egress"], all.List("spec.policyTypes").Select(type => type.ToString()));
    }

    [Fact]
    public void A_shard_in_production_has_one_synchronous_replica_backups_and_monitoring()
    {
        foreach (var shard in Base.Where(one => one.Kind == "Cluster"))
        {
            var production = Production.Single(one => one.Kind == "Cluster" && one.Name == shard.Name);
            Assert.Equal("2", production.Text("spec.instances"));
            Assert.Equal("1", production.Text("spec.postgresql.synchronous.number"));
            Assert.Contains(Production, one => one.Kind == "ScheduledBackup" && one.Text("spec.cluster.name") == shard.Name);
            Assert.Contains(Production, one => one.Kind == "PodMonitor" && one.Name == shard.Name);
        }
    }

    private static PublishedDocument Container(PublishedDocument workload) =>
        workload.At(Assert.Single(workload.List("spec.template.spec.containers")));

    private static string[] Addresses(string value) =>
        value.Contains("Host=", StringComparison.Ordinal)
            ? value.Split("Host=")[1].Split(';')[0].Split(',')
            : [value.Replace("http://", "", StringComparison.Ordinal).Split(',')[0]];

    private HashSet<(string, string)> Made(string overlay)
    {
        var kustomization = Kubernetes($"overlays/{overlay}/").Single(one => one.Kind == "Kustomization");
        return
        [
            .. kustomization.List("secretGenerator").Select(kustomization.At).SelectMany(secret => secret.List("files")
                .Select(file => (secret.Text("name"), file.ToString().Split('=')[0]))),
        ];
    }

    private IEnumerable<PublishedDocument> Kubernetes(string folder) => publication.Documents($"kubernetes/{folder}");
}
