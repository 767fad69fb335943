using Conduit.Tests.Application;

namespace Conduit.Tests.Publishing;

/// <summary>What is published is in the repository, so that a change of it can be read.</summary>
[Collection(SharedPublication.Name)]
public sealed class SnapshotTests(Publication publication)
{
    private static readonly string Folder = Path.Combine(Repository.Root, "Tests", "Publishing", "Snapshot");

    [Fact]
    public void Published_files_are_those_in_the_repository()
    {
        if (Environment.GetEnvironmentVariable("UPDATE_DOCS") is { Length: > 0 }) Rewrite();
        var accepted = Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories)
            .ToDictionary(file => Path.GetRelativePath(Folder, file).Replace(Path.DirectorySeparatorChar, '/'), File.ReadAllText);

        var changed = publication.Files.Keys.Union(accepted.Keys)
            .Where(file => publication.Files.GetValueOrDefault(file) != accepted.GetValueOrDefault(file))
            .Order();
        Assert.True(
            !changed.Any(),
            $"To accept these files, run UPDATE_DOCS=1 ./test.sh --filter {nameof(SnapshotTests)}: {string.Join(", ", changed)}");
    }

    private void Rewrite()
    {
        if (Directory.Exists(Folder)) Directory.Delete(Folder, recursive: true);
        foreach (var (path, text) in publication.Files)
        {
            var file = Path.Combine(Folder, path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, text);
        }
    }
}
