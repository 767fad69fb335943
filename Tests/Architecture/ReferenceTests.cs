using System.Xml.Linq;
using Conduit.Tests.Application;

namespace Conduit.Tests.Architecture;

/// <summary>Dependencies between projects point one way, as docs/architecture.md says.</summary>
public sealed class ReferenceTests
{
    // Each project with the projects that it references directly.
    private static readonly string[] Allowed =
    [
        "ApiService -> Data",
        "AppHost -> ApiService, Edge, Hosting, Lab, MediaService, Seed, WebFrontend, Worker",
        "Data -> Freshness, ServiceDefaults",
        "Edge -> Freshness",
        "Freshness -> ServiceDefaults",
        "Hosting -> ",
        "Lab -> Data",
        "MediaService -> Freshness",
        "Seed -> Data",
        "ServiceDefaults -> ",
        "WebFrontend -> Freshness",
        "Worker -> Data",
    ];

    [Fact]
    public void Projects_reference_only_the_layers_below_them()
    {
        var references = Directory.EnumerateFiles(Repository.Root, "*.csproj", SearchOption.AllDirectories)
            .Where(project => Directory.GetParent(project)!.Parent!.FullName == Repository.Root)
            .Select(project => (Name: Path.GetFileNameWithoutExtension(project), References: ReferencesOf(project)))
            .Where(project => project.Name is not "Tests" && !project.Name.StartsWith("Aspire.", StringComparison.Ordinal))
            .Select(project => $"{project.Name} -> {string.Join(", ", project.References)}")
            .Order(StringComparer.Ordinal);

        Assert.Equal(Allowed, references);
    }

    // The AppHost's references to services only start them: their code is not compiled in.
    private static IEnumerable<string> ReferencesOf(string project) => XDocument.Load(project)
        .Descendants("ProjectReference")
        .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value))
        .Order(StringComparer.Ordinal);
}
