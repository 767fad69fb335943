using System.Text.RegularExpressions;
using Conduit.Tests.Application;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Conduit.Tests.Style;

/// <summary>Documents refer only to files, headings and folders that exist. Addresses on the internet are not checked.</summary>
public sealed partial class LinkTests
{
    // Readers create it to change settings.
    private const string SettingsFile = "AppHost/appsettings.json";

    [Fact]
    public void Links_lead_to_files_and_headings()
    {
        var broken = MarkdownFile.All
            .SelectMany(file => file.Document.Descendants<LinkInline>()
                .Where(link => !IsExternal(link.Url!) && !Exists(file, link.Url!))
                .Select(link => file.At(link, $"links to {link.Url}, which does not exist")))
            .ToList();

        Assert.True(broken.Count == 0, string.Join('\n', broken));
    }

    [Fact]
    public void Paths_in_the_text_exist()
    {
        var projects = Directory.GetDirectories(Repository.Root).Select(Path.GetFileName).ToHashSet();
        var missing = MarkdownFile.All
            .SelectMany(file => file.Document.Descendants<CodeInline>()
                .Where(code => PathInCode().IsMatch(code.Content)
                    && projects.Contains(code.Content.Split('/')[0])
                    && !code.Content.StartsWith("artifacts/", StringComparison.Ordinal)
                    && code.Content != SettingsFile
                    && !Path.Exists(SourceFiles.FullPath(code.Content)))
                .Select(code => file.At(code, $"names {code.Content}, which does not exist")))
            .ToList();

        Assert.True(missing.Count == 0, string.Join('\n', missing));
    }

    private static bool IsExternal(string url) => Uri.TryCreate(url, UriKind.Absolute, out var uri) && !uri.IsFile;

    private static bool Exists(MarkdownFile file, string url)
    {
        var parts = url.Split('#');
        var target = parts[0].Length == 0
            ? file.Path
            : Path.GetRelativePath(
                Repository.Root, Path.Combine(Repository.Root, Path.GetDirectoryName(file.Path)!, parts[0])).Replace('\\', '/');
        return parts.Length == 1
            ? Path.Exists(SourceFiles.FullPath(target))
            : MarkdownFile.All.FirstOrDefault(other => other.Path == target)?.HasAnchor(parts[1]) is true;
    }

    [GeneratedRegex(@"^[\w.]+(/[\w.]+)+/?$")]
    private static partial Regex PathInCode();
}
