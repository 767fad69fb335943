using Conduit.Tests.Application;
using k8s;
using k8s.Models;

namespace Conduit.Tests.Publishing;

/// <summary>Kustomize itself builds each overlay, once its script has made the secrets.</summary>
[Collection(SharedPublication.Name)]
public sealed class KustomizeTests(Publication publication)
{
    [KubectlTheory]
    [InlineData("small", 0)]
    [InlineData("production", 3)]
    public void An_overlay_builds_with_secrets_from_its_script(string name, int autoscalers)
    {
        var overlay = Path.Combine(publication.Folder, "kubernetes", "overlays", name);
        Shell.Run(Path.Combine(overlay, "make-secrets.sh"));
        foreach (var given in new[] { "storage", "backups" })
            File.WriteAllText(Path.Combine(overlay, "secrets", given), "UseDevelopmentStorage=true");

        var text = Shell.Run("kubectl", "kustomize", overlay);

        var documents = PublishedDocument.All(name, text).ToList();
        Assert.Equal(autoscalers, documents.Count(one => one.Kind == "HorizontalPodAutoscaler"));
        Assert.All(
            documents.Where(one => one.Kind is not "Namespace"), one => Assert.Equal("conduit", one.Text("metadata.namespace")));
        var secrets = documents.Where(one => one.Kind == "Secret").ToDictionary(one => one.Name);
        Assert.Equal("kubernetes.io/basic-auth", secrets["api-password"].Text("type"));
        Assert.All(secrets.Values, secret => Assert.All(secret.Map("data"), value => Assert.NotEmpty(value.Value.ToString())));
        var settings = documents.Single(one => one.Kind == "ConfigMap").Name;
        var api = text.Split("---\n").Where(one => one.Contains("kind: Deployment", StringComparison.Ordinal))
            .SelectMany(one => KubernetesYaml.LoadAllFromString(one, strict: true))
            .OfType<V1Deployment>()
            .Single(deployment => deployment.Name() == "api");
        var container = Assert.Single(api.Spec.Template.Spec.Containers);
        Assert.Equal("conduit-apiservice:latest", container.Image);
        Assert.Equal(settings, Assert.Single(container.EnvFrom).ConfigMapRef.Name);
        Assert.Equal(name == "small" ? "512Mi" : "1Gi", container.Resources.Limits["memory"].ToString());
    }
}
