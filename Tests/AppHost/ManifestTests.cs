using System.Text.Json;
using Conduit.Tests.Application;

namespace Conduit.Tests.AppHost;

[Collection(PublishedManifest.Name)]
public sealed class ManifestTests(Manifest manifest)
{
    /// <summary>For each kind of resource its properties in the schema; the first ones, by the given number, are required.</summary>
    private static readonly Dictionary<string, (int Required, string[] Properties)> Kinds = new()
    {
        ["project.v1"] = (3, ["type", "path", "deployment", "containerFiles", "args", "env", "bindings"]),
        ["azure.bicep.v0"] = (2, ["type", "path", "connectionString", "params"]),
        ["parameter.v0"] = (3, ["type", "value", "inputs", "connectionString"]),
    };

    [Fact]
    public void Manifest_has_every_published_resource() =>
        Assert.Equal(
            ExpectedResources.Published.Concat(ExpectedResources.RunToCompletion).Concat(ExpectedResources.PublishedSecrets)
                .Append("azure-size").Order(StringComparer.Ordinal),
            manifest.Resources.Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void Manifest_leaves_out_a_secret_when_it_is_optional() =>
        Assert.DoesNotContain("previous", manifest.Text, StringComparison.OrdinalIgnoreCase);

    [Fact]
    public void Every_expression_resolves_within_the_manifest()
    {
        var expressions = manifest.Expressions().ToList();

        Assert.NotEmpty(expressions);
        var unresolved = expressions.Where(found => !manifest.Gives(found.Expression));
        Assert.Empty(unresolved.Select(found => $"{found.Resource}: {{{found.Expression}}}"));
    }

    [Fact]
    public void Every_resource_matches_the_schema_of_its_kind()
    {
        foreach (var (name, resource) in manifest.Resources)
        {
            var type = resource.GetProperty("type").GetString()!;
            Assert.True(Kinds.TryGetValue(type, out var kind), $"{name} is of an unexpected kind, {type}");
            var properties = resource.EnumerateObject().Select(property => property.Name).ToList();
            Assert.True(
                properties.TrueForAll(kind.Properties.Contains),
                $"{name} has more than a {type} may have: {string.Join(", ", properties.Except(kind.Properties))}");
            Assert.True(kind.Properties.Take(kind.Required).All(properties.Contains), $"{name} lacks what a {type} must have");
            if (resource.TryGetProperty("bindings", out var bindings))
                Assert.All(bindings.EnumerateObject(), binding => AssertBinding(binding.Value));
            if (resource.TryGetProperty("deployment", out var deployment))
                AssertModule(deployment);
            if (resource.TryGetProperty("params", out _))
                AssertModule(resource);
        }
    }

    [Fact]
    public void Manifest_contains_no_secret_value()
    {
        foreach (var secret in ExpectedResources.PublishedSecrets)
        {
            var parameter = manifest.Resources[secret];
            Assert.Equal($"{{{secret}.inputs.value}}", parameter.GetProperty("value").GetString());
            Assert.True(parameter.GetProperty("inputs").GetProperty("value").GetProperty("secret").GetBoolean());
        }
    }

    [Fact]
    public void Only_the_edge_is_external()
    {
        var open = from resource in manifest.Resources
                   where resource.Value.TryGetProperty("bindings", out var bindings)
                           && bindings.EnumerateObject().Any(binding => IsExternal(binding.Value))
                   select resource.Key;

        Assert.Equal(["edge"], open);
    }

    private static bool IsExternal(JsonElement binding) =>
        binding.TryGetProperty("external", out var external) && external.GetBoolean();

    private void AssertModule(JsonElement module)
    {
        Assert.Equal("azure.bicep.v0", module.GetProperty("type").GetString());
        Assert.True(File.Exists(Path.Combine(manifest.Folder, module.GetProperty("path").GetString()!)));
        Assert.All(module.GetProperty("params").EnumerateObject(), one => Assert.Equal(JsonValueKind.String, one.Value.ValueKind));
    }

    private static void AssertBinding(JsonElement binding)
    {
        Assert.Matches("^(tcp|udp)$", binding.GetProperty("protocol").GetString());
        Assert.Matches("^(http|http2|tcp)$", binding.GetProperty("transport").GetString());
        Assert.False(string.IsNullOrEmpty(binding.GetProperty("scheme").GetString()));
    }
}
