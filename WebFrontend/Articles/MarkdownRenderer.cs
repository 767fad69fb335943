using System.Net;
using System.Security.Cryptography;
using System.Text;
using AngleSharp.Dom;
using Conduit.WebFrontend.Pictures;
using Ganss.Xss;
using Markdig;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Caching.Memory;

namespace Conduit.WebFrontend.Articles;

/// <summary>
/// Markdown of strangers to HTML that is safe to show. Raw HTML in it is text; what Markdig makes of the rest passes through a
/// sanitizer all the same, so that no single mistake lets a script in. Each text is rendered once: what is kept is found by the text
/// itself, so it is never stale.
/// </summary>
internal sealed class MarkdownRenderer(PictureRules pictures) : IDisposable
{
    private const long MostKeptLetters = 16 * 1024 * 1024;

    private readonly MemoryCache _rendered = new(new MemoryCacheOptions { SizeLimit = MostKeptLetters });
    private readonly MarkdownPipeline _withTables = Common().UsePipeTables().Build();
    private readonly MarkdownPipeline _withoutTables = Common().Build();

    private readonly HtmlSanitizer _sanitizer = CreateSanitizer(pictures);

    public MarkupString Render(string markdown)
    {
        var key = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(markdown)));
        if (_rendered.TryGetValue(key, out string? html)) return new(html!);
        html = ToHtml(markdown);
        return new(_rendered.Set(key, html, new MemoryCacheEntryOptions { Size = html.Length + key.Length }));
    }

    public void Dispose() => _rendered.Dispose();

    private string ToHtml(string markdown)
    {
        if (!BlockLimits.AreKept(markdown)) return AsWritten(markdown);
        try
        {
            var pipeline = TableSize.IsSensible(markdown) ? _withTables : _withoutTables;
            var document = Markdown.Parse(markdown, pipeline);
            return BlockLimits.AreKept(document) ? _sanitizer.Sanitize(document.ToHtml(pipeline)) : AsWritten(markdown);
        }
        catch (ArgumentException)
        {
            // Markdig refuses what is nested absurdly deep.
            return AsWritten(markdown);
        }
    }

    private static string AsWritten(string markdown) => $"<pre>{WebUtility.HtmlEncode(markdown)}</pre>";

    private static MarkdownPipelineBuilder Common()
    {
        var builder = new MarkdownPipelineBuilder().DisableHtml().UseAutoLinks().UseEmphasisExtras().UseTaskLists();
        builder.InlineParsers.Insert(0, new DelimiterLimitParser());
        return builder;
    }

    private static HtmlSanitizer CreateSanitizer(PictureRules pictures)
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
        sanitizer.PostProcessNode += (_, processed) => Finish(processed.Node, pictures);
        return sanitizer;
    }

    private static void Finish(INode node, PictureRules pictures)
    {
        switch (node)
        {
            case IElement { LocalName: "a" } link when link.HasAttribute("href"):
                link.SetAttribute("rel", "nofollow ugc noopener");
                break;
            case IElement { LocalName: "img" } image when !Uri.TryCreate(image.GetAttribute("src"), UriKind.Absolute, out var source) || !pictures.Allows(source):
                image.ReplaceWith(image.Owner!.CreateTextNode(image.GetAttribute("alt") ?? ""));
                break;
            case IElement { LocalName: "img" } image:
                image.SetAttribute("loading", "lazy");
                image.SetAttribute("referrerpolicy", "no-referrer");
                break;
            // What may be wider than the window is scrolled by keys, too.
            case IElement { LocalName: "pre" or "table" } wide:
                wide.SetAttribute("tabindex", "0");
                break;
            case IElement { LocalName: "input" } box when box.GetAttribute("type") is not "checkbox" || !box.HasAttribute("disabled"):
                box.Remove();
                break;
            case IElement { LocalName: "input" } box:
                box.SetAttribute("aria-label", box.HasAttribute("checked") ? "done" : "to do");
                break;
        }
    }
}
