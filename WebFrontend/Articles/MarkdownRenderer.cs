using AngleSharp.Dom;
using Ganss.Xss;
using Markdig;
using Microsoft.AspNetCore.Components;

namespace Conduit.WebFrontend.Articles;

/// <summary>
/// Markdown of strangers to HTML that is safe to show. Raw HTML in it is text; what Markdig makes of the rest passes through a
/// sanitizer all the same, so that no single mistake lets a script in.
/// </summary>
internal sealed class MarkdownRenderer
{
    private readonly MarkdownPipeline _withTables = Common().UsePipeTables().Build();
    private readonly MarkdownPipeline _withoutTables = Common().Build();

    private readonly HtmlSanitizer _sanitizer = CreateSanitizer();

    public MarkupString Render(string markdown)
    {
        try
        {
            return new(_sanitizer.Sanitize(Markdown.ToHtml(markdown, TableSize.IsSensible(markdown) ? _withTables : _withoutTables)));
        }
        catch (ArgumentException)
        {
            // Markdig refuses what is nested absurdly deep; then the text is shown as it was written.
            return new($"<pre>{System.Net.WebUtility.HtmlEncode(markdown)}</pre>");
        }
    }

    private static MarkdownPipelineBuilder Common() => new MarkdownPipelineBuilder().DisableHtml().UseAutoLinks().UseEmphasisExtras().UseTaskLists();

    private static HtmlSanitizer CreateSanitizer()
    {
        var sanitizer = new HtmlSanitizer(new HtmlSanitizerOptions
        {
            AllowedTags = new HashSet<string>(StringComparer.OrdinalIgnoreCase)
            {
                "a", "blockquote", "br", "code", "del", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "img", "input", "ins", "li", "mark",
                "ol", "p", "pre", "strong", "sub", "sup", "table", "tbody", "td", "th", "thead", "tr", "ul",
            },
            AllowedAttributes = new HashSet<string>(StringComparer.OrdinalIgnoreCase)
            {
                "alt", "checked", "disabled", "href", "src", "start", "title", "type",
            },
            AllowedSchemes = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { "http", "https", "mailto" },
            UriAttributes = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { "href", "src" },
        });
        sanitizer.PostProcessNode += (_, processed) => Finish(processed.Node);
        return sanitizer;
    }

    private static void Finish(INode node)
    {
        switch (node)
        {
            case IElement { LocalName: "a" } link when link.HasAttribute("href"):
                link.SetAttribute("rel", "nofollow ugc noopener");
                break;
            case IElement { LocalName: "img" } image:
                image.SetAttribute("loading", "lazy");
                image.SetAttribute("referrerpolicy", "no-referrer");
                break;
            case IElement { LocalName: "input" } box when box.GetAttribute("type") is not "checkbox" || !box.HasAttribute("disabled"):
                box.Remove();
                break;
        }
    }
}
