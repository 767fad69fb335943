using Conduit.Freshness;
using Conduit.MediaService.Imaging;
using Conduit.MediaService.Pictures;
using Microsoft.Net.Http.Headers;

namespace Conduit.MediaService.Delivery;

/// <summary>
/// The headers of a picture. What is behind an address never changes, so every cache may keep it; and nothing that was uploaded can ever
/// run: variants are encoded anew, their type is fixed, and the policy forbids everything.
/// </summary>
internal static class DeliveryHeaders
{
    private const string Immutable = "public, max-age=31536000, immutable";

    // For browsers alone: a cache in front could not drop it.
    private const string ImmutableForBrowsers = "private, max-age=31536000, immutable";

    public static void Set(
        HttpContext http, Picture picture, Variant variant, string entityTag, (bool IsPeer, Dependency? Dependency) cache)
    {
        var headers = http.Response.Headers;
        headers.ETag = entityTag;
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        headers.ContentDisposition = $"inline; filename=\"{picture.Address.Id}-{variant.FileName}\"";
        headers["Cross-Origin-Resource-Policy"] = "cross-origin";
        headers[HeaderNames.CacheControl] = cache is (IsPeer: true, Dependency: null) ? ImmutableForBrowsers : Immutable;
        if (cache.Dependency is not { } dependency) return;
        headers[Surrogate.KeyHeader] = Surrogate.Key([dependency]);
        headers[Surrogate.VersionsHeader] = Surrogate.FormatVersions([dependency]);
    }

    /// <summary>Removes what an error must not have.</summary>
    public static void Clear(HttpContext http)
    {
        var headers = http.Response.Headers;
        headers.ETag = headers.ContentDisposition = headers.CacheControl = default;
        headers.Remove(Surrogate.KeyHeader);
        headers.Remove(Surrogate.VersionsHeader);
    }
}
