using Markdig;
using Markdig.Extensions.AutoIdentifiers;
using Markdig.Renderers.Html;
using Markdig.Syntax;

namespace Conduit.Tests.Style;

/// <summary>A Markdown file of the repository, parsed as GitHub does.</summary>
internal sealed class MarkdownFile
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder()
        .UseAutoIdentifiers(AutoIdentifierOptions.GitHub)
        .UsePipeTables()
        .Build();

    private MarkdownFile(string file)
    {
        Path = file;
        Text = File.ReadAllText(SourceFiles.FullPath(file));
        Document = Markdown.Parse(Text, Pipeline);
    }

    /// <summary>The path, relative to the root and with slashes.</summary>
    public string Path { get; }

    public string Text { get; }

    public MarkdownDocument Document { get; }

    public static IReadOnlyList<MarkdownFile> All { get; } = [.. SourceFiles.WithExtension(".md").Select(file => new MarkdownFile(file))];

    /// <summary>Whether a heading has this anchor.</summary>
    public bool HasAnchor(string anchor) =>
        Document.Descendants<HeadingBlock>().Any(heading => heading.TryGetAttributes()?.Id == anchor);

    /// <summary>A message that names the place.</summary>
    public string At(MarkdownObject place, string message) => $"{Path}:{place.Line + 1} {message}";
}
