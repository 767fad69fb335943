using Conduit.Tests.Application;

namespace Conduit.Tests.Publishing;

/// <summary>The files that AppHost publishes for Kubernetes and for Compose; written by one run.</summary>
public sealed class Publication : IAsyncLifetime, IDisposable
{
    public const string Host = "www.example.org";

    private readonly TestFolder _folder = new();

    /// <summary>The text of each file by its path.</summary>
    public IReadOnlyDictionary<string, string> Files { get; private set; } = new Dictionary<string, string>();

    /// <summary>Where the files are.</summary>
    public string Folder => _folder["out"];

    /// <summary>The documents of the files below a folder, each with its file's path.</summary>
    internal IEnumerable<PublishedDocument> Documents(string folder) =>
        from file in Files
        where file.Key.StartsWith(folder, StringComparison.Ordinal) && Path.GetExtension(file.Key) == ".yaml"
        from document in PublishedDocument.All(file.Key, file.Value)
        select document;

    public async Task InitializeAsync()
    {
        await using var host = HostProcess.Start(
            ["--operation", "publish", "--step", "publish", "--output-path", Folder, "--Site:Hosts", Host]);
        var code = await host.EndAsync();
        Assert.True(code == 0, $"publishing ended with {code}\n{host.Output}\n{host.Errors}");
        Files = Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories)
            .ToDictionary(file => Path.GetRelativePath(Folder, file).Replace(Path.DirectorySeparatorChar, '/'), File.ReadAllText);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _folder.Dispose();
}

/// <summary>The tests that read the published files.</summary>
[CollectionDefinition(Name)]
public sealed class SharedPublication : ICollectionFixture<Publication>
{
    public const string Name = "publication";
}
