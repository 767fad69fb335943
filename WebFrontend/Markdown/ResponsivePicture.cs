using System.Globalization;
using AngleSharp.Dom;
using Conduit.ServiceDefaults;

namespace Conduit.WebFrontend.Markdown;

/// <summary>
/// Renders a picture of this site's media service in the widths that it has. With its size the browser reserves its place, so that nothing
/// jumps; its colour fills the place until it is loaded. The link shows it at full size, without leaving the page if scripts run.
/// </summary>
internal static class ResponsivePicture
{
    // The widths of an article's text and of a narrow window, less its margins, as in the style sheet.
    private const string Sizes = "(min-width: 50rem) 46rem, 92vw";
    private const int DefaultWidth = 640;
    private const string Svg = "http://www.w3.org/2000/svg";

    public static void Render(IElement image, MediaAddress picture)
    {
        image.SetAttribute("loading", "lazy");
        image.SetAttribute("decoding", "async");
        image.SetAttribute("data-picture", "");
        if (picture.Shape is not { } shape) return;

        var widths = picture.VariantWidths;
        image.SetAttribute("src", picture.Variant(widths.LastOrDefault(width => width <= DefaultWidth, widths[0]), "jpg"));
        image.SetAttribute("srcset", string.Join(", ", widths.Select(width => Candidate(picture, width, shape))));
        image.SetAttribute("sizes", Sizes);
        image.SetAttribute("width", shape.Width.ToString(CultureInfo.InvariantCulture));
        image.SetAttribute("height", shape.Height.ToString(CultureInfo.InvariantCulture));
        var frame = NewFrame(image, picture.Variant(widths[^1], "jpg"));
        image.ReplaceWith(frame);
        frame.Append(NewPlaceholder(image.Owner!, shape), image);
    }

    private static string Candidate(MediaAddress picture, int width, PictureShape shape) =>
        string.Create(CultureInfo.InvariantCulture, $"{picture.Variant(width)} {Math.Min(width, shape.Width)}w");

    // A link needs a name, which is the picture's text, and cannot be within another link.
    private static IElement NewFrame(IElement image, string largest)
    {
        var isLink = !string.IsNullOrWhiteSpace(image.GetAttribute("alt")) && !image.Ancestors<IElement>().Any(one => one.LocalName == "a");
        var frame = image.Owner!.CreateElement(isLink ? "a" : "span");
        frame.SetAttribute("class", "picture");
        if (!isLink) return frame;
        frame.SetAttribute("href", largest);
        frame.SetAttribute("data-lightbox", "");
        return frame;
    }

    // The content security policy permits attributes of SVG, but no inline styles.
    private static IElement NewPlaceholder(IDocument document, PictureShape shape)
    {
        var placeholder = document.CreateElement(Svg, "svg");
        placeholder.SetAttribute("viewBox", "0 0 1 1");
        placeholder.SetAttribute("preserveAspectRatio", "none");
        placeholder.SetAttribute("aria-hidden", "true");
        var color = document.CreateElement(Svg, "rect");
        color.SetAttribute("width", "1");
        color.SetAttribute("height", "1");
        color.SetAttribute("fill", $"#{shape.Color}");
        placeholder.Append(color);
        return placeholder;
    }
}
