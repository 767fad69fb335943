using ArchUnitNET.Domain;
using ArchUnitNET.Loader;
using Conduit.Tests.Application;

namespace Conduit.Tests.Architecture;

/// <summary>
/// The folders of a project do not depend on each other in a circle. The project's root namespace is exempt: it holds the project's options
/// and composes the folders.
/// </summary>
public sealed class NamespaceCycleTests
{
    [Theory]
    [InlineData("ApiService")]
    [InlineData("Data")]
    [InlineData("Edge")]
    [InlineData("Freshness")]
    [InlineData("Hosting")]
    [InlineData("Lab")]
    [InlineData("MediaService")]
    [InlineData("Seed")]
    [InlineData("ServiceDefaults")]
    [InlineData("WebFrontend")]
    [InlineData("Worker")]
    public void Folders_of_a_project_form_no_cycle(string project)
    {
        var dependencies = new ArchLoader()
            .LoadFilteredDirectory(Path.GetDirectoryName(Repository.Built(project, ""))!, $"{project}.dll")
            .Build()
            .Types
            .SelectMany(type => type.Dependencies)
            // ArchUnitNET may take a call's type parameter for that of another method with the same name.
            .Where(one => one.Target is not GenericParameter)
            .ToLookup(one => (From: FolderOf(one.Origin, project), To: FolderOf(one.Target, project)));

        var cycles = CyclesOf(
        [
            .. dependencies.Select(folders => folders.Key).Where(folders => folders is ({ } from, { } to) && from != to),
        ]);

        var lines = cycles.SelectMany(folders => dependencies[folders].Select(one => $"{one.Origin.FullName} -> {one.Target.FullName}"));
        Assert.True(cycles.Count == 0, string.Join('\n', lines.Distinct()));
    }

    [Fact]
    public void Cycle_is_found_beside_other_dependencies() => Assert.Equal(
        [("B", "C"), ("C", "B")],
        CyclesOf([("A", "B"), ("B", "C"), ("C", "B"), ("C", "D")]));

    // A dependency is part of no cycle when nothing depends on its origin, or its target depends on nothing.
    private static List<(string? From, string? To)> CyclesOf(List<(string? From, string? To)> dependencies)
    {
        var left = dependencies.FindAll(one => dependencies.Exists(other => other.To == one.From)
            && dependencies.Exists(other => other.From == one.To));
        return left.Count == dependencies.Count ? left : CyclesOf(left);
    }

    // A folder with its subfolders; null for the root and for other projects. Type parameters have no namespace.
    private static string? FolderOf(IType type, string project)
    {
        var root = $"Conduit.{project}.";
        var name = type.Namespace?.FullName;
        return name?.StartsWith(root, StringComparison.Ordinal) is true ? name[root.Length..].Split('.')[0] : null;
    }
}
