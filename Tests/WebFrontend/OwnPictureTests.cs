using Conduit.ServiceDefaults;
using Conduit.WebFrontend.Markdown;
using Conduit.WebFrontend.Pictures;
using Microsoft.Extensions.Options;

namespace Conduit.Tests.WebFrontend;

/// <summary>How texts and profiles show the pictures of this site's media service.</summary>
public sealed class OwnPictureTests : IDisposable
{
    private const string Path = "/media/17-0123456789abcdef";

    private readonly MarkdownRenderer _renderer = new(Rules());

    [Theory]
    [InlineData($"{Path}/1280.webp")]
    [InlineData($"{Path}/160.jpg")]
    [InlineData($"{Path}/1280.webp#1600x900-aabbcc")]
    [InlineData("/media/9223372036854775807-0123456789abcdef/1920.webp#99999x99999-000000")]
    public void Address_of_a_picture_is_recognized(string address) => Assert.NotNull(MediaAddress.Parse(address));

    [Theory]
    [InlineData("")]
    [InlineData("/media/0-0123456789abcdef/160.webp")]
    [InlineData("/media/017-0123456789abcdef/160.webp")]
    [InlineData("/media/17-0123456789ABCDEF/160.webp")]
    [InlineData("/media/17-0123456789abcde/160.webp")]
    [InlineData($"{Path}/161.webp")]
    [InlineData($"{Path}/160.png")]
    [InlineData($"{Path}/160.webp?x")]
    [InlineData($"{Path}/160.webp\n")]
    [InlineData($"{Path}/160.webp#")]
    [InlineData($"{Path}/160.webp#0x900-aabbcc")]
    [InlineData($"{Path}/160.webp#1600x900-AABBCC")]
    [InlineData($"{Path}/160.webp#1600x900-red")]
    [InlineData($"{Path}/160.webp#160000x900-aabbcc")]
    [InlineData($"{Path}/160.webp#1600x900-aabbcc;")]
    [InlineData($"/other{Path}/160.webp")]
    [InlineData($"//example.org{Path}/160.webp")]
    [InlineData($"{Path}/../17-0123456789abcdef/160.webp")]
    public void Anything_else_is_none(string address) => Assert.Null(MediaAddress.Parse(address));

    [Theory]
    [InlineData(1600, new[] { 160, 320, 640, 1280, 1920 })]
    [InlineData(1920, new[] { 160, 320, 640, 1280, 1920 })]
    [InlineData(1921, new[] { 160, 320, 640, 1280, 1920 })]
    [InlineData(639, new[] { 160, 320, 640 })]
    [InlineData(20, new[] { 160 })]
    public void Picture_is_offered_in_the_widths_that_it_has(int width, int[] variants) => Assert.Equal(
        variants, MediaAddress.Parse(FormattableString.Invariant($"{Path}/160.webp#{width}x100-aabbcc"))!.VariantWidths);

    [Fact]
    public void Ids_in_a_text_are_found_once_each() => Assert.Equal(
        ["17", "18"],
        MediaAddress.FindIds($"![a]({Path}/160.webp) http://site{Path}/640.jpg /media/18-0123456789abcdef/160.webp /media/x /media/"));

    [Fact]
    public void Picture_of_a_text_has_its_widths_its_place_and_its_colour()
    {
        var html = Render($"![A *cat*]({Path}/1280.webp#700x400-aabbcc \"Tom\")");

        Assert.Equal(
            $"""<p><a class="picture" href="{Path}/1280.jpg" data-lightbox="">"""
            + """<svg viewBox="0 0 1 1" preserveAspectRatio="none" aria-hidden="true">"""
            + """<rect width="1" height="1" fill="#aabbcc"></rect></svg>"""
            + $"""<img src="{Path}/640.jpg" alt="A cat" title="Tom" loading="lazy" decoding="async" data-picture="" """
            + $"""srcset="{Path}/160.webp 160w, {Path}/320.webp 320w, {Path}/640.webp 640w, {Path}/1280.webp 700w" """
            + """sizes="(min-width: 50rem) 46rem, 92vw" width="700" height="400"></a></p>""",
            html);
    }

    [Theory]
    [InlineData("https://www.example.org")]
    [InlineData("http://WWW.example.org:8080")]
    [InlineData("https://a.example.net")]
    public void Absolute_address_of_this_site_is_its_own_picture(string site)
    {
        Assert.Contains($"srcset=\"{Path}/160.webp 100w\"", Render($"![a]({site}{Path}/160.webp#100x50-aabbcc)"), StringComparison.Ordinal);
        Assert.Equal($"{Path}/160.webp", Rules().Avatar($"{site}{Path}/1280.webp"));
    }

    [Fact]
    public void Picture_of_unknown_size_is_shown_as_it_was_written()
    {
        var html = Render($"![a]({Path}/640.jpg)");

        Assert.Contains($"<img src=\"{Path}/640.jpg\" alt=\"a\" loading=\"lazy\"", html, StringComparison.Ordinal);
        Assert.DoesNotContain("srcset", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData($"[![a]({Path}/160.webp#700x400-aabbcc)](https://example.org)")]
    [InlineData($"![]({Path}/160.webp#700x400-aabbcc)")]
    public void Picture_within_a_link_or_without_words_is_no_link(string markdown) =>
        Assert.DoesNotContain("data-lightbox", Render(markdown), StringComparison.Ordinal);

    [Theory]
    [InlineData("/elsewhere/160.webp")]
    [InlineData("/media/17/160.webp")]
    [InlineData("/media/17-0123456789abcdef/160.webp#1x1-aabbcc\" onerror=\"x")]
    public void Other_paths_of_this_site_are_no_pictures(string address) =>
        Assert.DoesNotContain("<img", Render($"![a]({address})"), StringComparison.Ordinal);

    [Fact]
    public void Picture_of_another_site_is_shown_as_before() => Assert.Contains(
        $"<img src=\"https://example.com{Path}/160.webp#700x400-aabbcc\" alt=\"a\" loading=\"lazy\" referrerpolicy=\"no-referrer\">",
        Render($"![a](https://example.com{Path}/160.webp#700x400-aabbcc)"),
        StringComparison.Ordinal);

    [Theory]
    [InlineData("A cat")]
    [InlineData("](/media/1) ![")]
    [InlineData("*a* `b` _c_ <d> \\ &amp; !")]
    [InlineData("two\nlines\r\n\r\nand three")]
    public void Description_becomes_the_alternative_text_whatever_it_contains(string description)
    {
        var html = Render(PictureMarkdown.Of(description, $"{Path}/160.webp#700x400-aabbcc"));

        var document = new AngleSharp.Html.Parser.HtmlParser().ParseDocument(html);
        Assert.Equal(
            string.Join(' ', description.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)),
            document.QuerySelector("img")!.GetAttribute("alt"));
    }

    public void Dispose() => _renderer.Dispose();

    /// <summary>The rules of a site with any pictures.</summary>
    internal static PictureRules Rules() => new(
        Options.Create(new PictureOptions()),
        new SiteAddresses(Options.Create(new SiteOptions { Hosts = "www.example.org *.example.net" })));

    private string Render(string markdown) => _renderer.Render(markdown).Value.Trim();
}
