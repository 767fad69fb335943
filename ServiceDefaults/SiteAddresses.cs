using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace Conduit.ServiceDefaults;

/// <summary>
/// Turns paths of the site into absolute addresses and back. An absolute address is the same whichever of the site's names a client uses,
/// so a response that contains it can be cached for all clients.
/// </summary>
/// <param name="options">The section <c>Site</c>.</param>
public sealed class SiteAddresses(IOptions<SiteOptions> options)
{
    private StringSegment[]? _hosts;

    /// <summary>The absolute address of a path of the site.</summary>
    /// <param name="path">The path.</param>
    /// <returns>The address; the path itself when no name of the site is configured.</returns>
    public string ToAbsolute(string path) => $"{options.Value.Origin}{path}";

    /// <summary>The path of an absolute address of the site, with query and fragment.</summary>
    /// <param name="address">The address, under any of the site's names.</param>
    /// <returns>The path; null when it is no absolute address of the site.</returns>
    public string? ToPath(string? address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && IsOfSite(uri)
            ? $"{uri.PathAndQuery}{uri.Fragment}"
            : null;

    /// <summary>The picture that an address leads to, which may be a path or an absolute address of the site.</summary>
    /// <param name="address">The address.</param>
    /// <returns>The picture; null when it is none of the media service.</returns>
    public MediaAddress? FindPicture(string? address) => MediaAddress.Parse(ToPath(address) ?? address);

    private bool IsOfSite(Uri uri) => HostString.MatchesAny(
        uri.Host, _hosts ??= [.. options.Value.HostNames.Select(host => new StringSegment(host))]);
}
