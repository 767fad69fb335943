using System.Text.Json;
using System.Text.RegularExpressions;
using Conduit.Tests.Application;

namespace Conduit.Tests.AppHost;

/// <summary>One manifest for all tests that read it.</summary>
[CollectionDefinition(Name)]
public sealed class PublishedManifest : ICollectionFixture<Manifest>
{
    public const string Name = "published manifest";
}

/// <summary>The manifest that AppHost publishes, as azd requests it, with its modules beside it.</summary>
public sealed partial class Manifest : IAsyncLifetime, IDisposable
{
    private readonly TestFolder _folder = new();

    /// <summary>The folder with the modules.</summary>
    public string Folder => _folder.Path;

    public IReadOnlyDictionary<string, JsonElement> Resources { get; private set; } = new Dictionary<string, JsonElement>();

    public string Text { get; private set; } = "";

    /// <summary>Every expression in the manifest, with the resource that contains it.</summary>
    public IEnumerable<(string Resource, string Expression)> Expressions() =>
        from resource in Resources
        from text in Strings(resource.Value)
        from Match match in Expression().Matches(text)
        select (resource.Key, match.Groups[1].Value);

    /// <summary>Whether something in the manifest gives the expression a value.</summary>
    public bool Gives(string expression)
    {
        var path = expression.Split('.');
        if (!Resources.TryGetValue(path[0], out var resource))
            return false;
        return path[1..] switch
        {
            ["bindings", var name, "host" or "port" or "url" or "targetPort" or "scheme"] =>
                resource.TryGetProperty("bindings", out var bindings) && bindings.TryGetProperty(name, out _),
            // What a module outputs, Bicep's compiler checks; azd fills in the image.
            ["outputs", _] => resource.GetProperty("type").GetString() == "azure.bicep.v0",
            ["containerImage"] => resource.GetProperty("type").GetString() == "project.v1",
            ["inputs", var name] => resource.TryGetProperty("inputs", out var inputs) && inputs.TryGetProperty(name, out _),
            [var property] => resource.TryGetProperty(property, out _),
            _ => false,
        };
    }

    public async Task InitializeAsync()
    {
        var path = _folder["aspire-manifest.json"];
        await using var host = HostProcess.Start(["--operation", "publish", "--publisher", "manifest", "--output-path", path]);
        var code = await host.EndAsync();
        Assert.True(code == 0 && File.Exists(path), $"publishing ended with {code}\n{host.Output}\n{host.Errors}");
        Text = await File.ReadAllTextAsync(path);
        Resources = JsonDocument.Parse(Text)
            .RootElement
            .GetProperty("resources")
            .EnumerateObject()
            .ToDictionary(resource => resource.Name, resource => resource.Value);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _folder.Dispose();

    private static IEnumerable<string> Strings(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => [element.GetString()!],
        JsonValueKind.Object => element.EnumerateObject().SelectMany(property => Strings(property.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Strings),
        _ => [],
    };

    // Shell scripts have braces too; an expression begins with a resource's name and has a dot.
    [GeneratedRegex(@"(?<!\$)\{([A-Za-z][\w-]*(\.[\w-]+)+)\}")]
    private static partial Regex Expression();
}
