using Conduit.ServiceDefaults;
using Microsoft.Extensions.Options;

namespace Conduit.WebFrontend.Pictures;

/// <summary>
/// Which pictures are shown: those of this site's media service, and others by their hosts. The content security policy enforces the same
/// rules in the browser.
/// </summary>
internal sealed class PictureRules(IOptions<PictureOptions> options, SiteAddresses site)
{
    public const string DefaultAvatar = "/default-avatar.svg";

    private readonly HashSet<string>? _hosts = options.Value.Hosts is PictureOptions.Anywhere
        ? null
        : new(options.Value.List, StringComparer.OrdinalIgnoreCase);

    /// <summary>The rules as the value of <c>img-src</c>.</summary>
    public string Policy => _hosts is null ? "'self' https: http:" : string.Join(' ', _hosts.Prepend("'self'"));

    public bool Allows(Uri picture) => picture.Scheme is "http" or "https" && (_hosts?.Contains(picture.Host) ?? true);

    /// <summary>The picture of this site's media service that an address leads to; null: none.</summary>
    public MediaAddress? FindOwn(string? address) => site.FindPicture(address);

    /// <summary>A small variant of an own picture, another address if it is allowed; otherwise that of the default avatar.</summary>
    public string Avatar(string? image) =>
        FindOwn(image) is { } own ? own.Variant(MediaAddress.Widths[0])
        : Uri.TryCreate(image, UriKind.Absolute, out var picture) && Allows(picture) ? image
        : DefaultAvatar;
}

internal static class PicturesExtensions
{
    public static void AddPictures(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<PictureOptions>().BindConfiguration(PictureOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<PictureRules>();
    }
}
