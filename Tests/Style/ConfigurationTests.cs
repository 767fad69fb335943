using System.Text.RegularExpressions;
using Conduit.Tests.Application;

namespace Conduit.Tests.Style;

/// <summary>docs/configuration.md lists every setting.</summary>
public sealed partial class ConfigurationTests
{
    private const string Marker =
        "<!-- Generated from here on: to rewrite it, run UPDATE_DOCS=1 ./test.sh --filter ConfigurationTests -->\n";

    private static readonly string Document = Path.Combine(Repository.Root, "docs", "configuration.md");

    [Fact]
    public void The_tables_are_those_of_the_options_classes()
    {
        var text = File.ReadAllText(Document);
        var expected = text[..text.IndexOf(Marker, StringComparison.Ordinal)] + Marker + SettingsDocument.Generate();
        if (Environment.GetEnvironmentVariable("UPDATE_DOCS") is { Length: > 0 }) File.WriteAllText(Document, text = expected);

        Assert.True(
            text == expected,
            $"docs/configuration.md differs from the options classes: run UPDATE_DOCS=1 ./test.sh --filter {nameof(ConfigurationTests)}. "
            + $"It should be:\n{expected}");
    }

    [Fact]
    public void Settings_that_are_read_by_name_are_in_the_text()
    {
        var text = File.ReadAllText(Document);
        var missing = SourceFiles.WithExtension(".cs", ".razor")
            .Where(file => !file.StartsWith("Tests/", StringComparison.Ordinal))
            .SelectMany(file => NameOfSetting().Matches(File.ReadAllText(SourceFiles.FullPath(file)))
                .Select(match => match.Groups["name"].Value)
                .Where(name => !text.Contains($"`{name}`", StringComparison.Ordinal))
                .Select(name => $"{file} reads {name}, which docs/configuration.md does not mention"))
            .ToList();

        Assert.True(missing.Count == 0, string.Join('\n', missing));
    }

    [GeneratedRegex("""onfiguration\["(?<name>[\w:]+)"\]""")]
    private static partial Regex NameOfSetting();
}
