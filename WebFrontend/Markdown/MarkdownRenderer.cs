using System.Net;
using System.Security.Cryptography;
using System.Text;
using AngleSharp.Dom;
using Conduit.WebFrontend.Pictures;
using Ganss.Xss;
using Markdig;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Caching.Memory;

namespace Conduit.WebFrontend.Markdown;

/// <summary>
/// Renders untrusted Markdown as safe HTML. Raw HTML in it is shown as text, and the output of Markdig also passes through a sanitizer, so
/// that a single error does not let a script in. Rendered texts are cached by the hash of the text, so they are never stale.
/// </summary>
internal sealed class MarkdownRenderer(PictureRules pictures) : IDisposable
{
    private const long MaxCachedCharacters = 16 * 1024 * 1024;

    private readonly MemoryCache _rendered = new(new MemoryCacheOptions { SizeLimit = MaxCachedCharacters });
    private readonly MarkdownPipeline _withTables = Common().UsePipeTables().Build();
    private readonly MarkdownPipeline _withoutTables = Common().Build();

    private readonly HtmlSanitizer _sanitizer = CreateSanitizer(pictures);

    public MarkupString Render(string markdown)
    {
        var cacheKey = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(markdown)));
        if (_rendered.TryGetValue(cacheKey, out string? html)) return new(html!);
        html = ToHtml(markdown);
        return new(_rendered.Set(cacheKey, html, new MemoryCacheEntryOptions { Size = html.Length + cacheKey.Length }));
    }

    public void Dispose() => _rendered.Dispose();

    private string ToHtml(string markdown)
    {
        if (!BlockLimits.IsWithin(markdown)) return AsPlainText(markdown);
        try
        {
            var pipeline = TableSize.IsWithinLimit(markdown) ? _withTables : _withoutTables;
            var document = Markdig.Markdown.Parse(markdown, pipeline);
            return BlockLimits.IsWithin(document) ? _sanitizer.Sanitize(document.ToHtml(pipeline)) : AsPlainText(markdown);
        }
        catch (ArgumentException)
        {
            // Markdig throws when blocks are nested too deep.
            return AsPlainText(markdown);
        }
    }

    private static string AsPlainText(string markdown) => $"<pre>{WebUtility.HtmlEncode(markdown)}</pre>";

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
            case IElement { LocalName: "img" } image when pictures.FindOwn(image.GetAttribute("src")) is { } own:
                ResponsivePicture.Render(image, own);
                break;
            case IElement { LocalName: "img" } image when !IsAllowed(image, pictures):
                image.ReplaceWith(image.Owner!.CreateTextNode(image.GetAttribute("alt") ?? ""));
                break;
            case IElement { LocalName: "img" } image:
                image.SetAttribute("loading", "lazy");
                image.SetAttribute("referrerpolicy", "no-referrer");
                break;
            // These can be wider than the window: with the focus they can be scrolled by the keyboard.
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

    private static bool IsAllowed(IElement image, PictureRules pictures) =>
        Uri.TryCreate(image.GetAttribute("src"), UriKind.Absolute, out var source) && pictures.Allows(source);
}
