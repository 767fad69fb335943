using Conduit.Freshness;
using Conduit.MediaService.Contract;
using Conduit.MediaService.Imaging;
using Conduit.MediaService.Pictures;
using Conduit.MediaService.Processing;
using Conduit.MediaService.Purging;
using Conduit.ServiceDefaults;
using Microsoft.Net.Http.Headers;

namespace Conduit.MediaService.Delivery;

/// <summary>Delivers variants; originals are never delivered.</summary>
internal static class DeliveryEndpoint
{
    public static void MapDelivery(this RouteGroupBuilder media) => media
        .MapMethods("/{address}/{name}", [HttpMethods.Get, HttpMethods.Head], DeliverAsync)
        .WithName("GetVariant")
        .WithSummary("Get a smaller copy: 160, 320, 640, 1280 or 1920 pixels wide, .webp or .jpg")
        .Produces(StatusCodes.Status200OK, contentType: "image/webp", additionalContentTypes: "image/jpeg")
        .ProducesErrors(404, 503);

    private static async Task<IResult> DeliverAsync(
        string address, string name, HttpContext http, PictureTable pictures, PictureSource source, PurgeLog purges, PeerKey peerKey,
        CancellationToken cancellationToken)
    {
        if (PictureAddress.Parse(address) is not { } parsed) return Error.NotFound;
        // Noted before the row is read: a deletion from here on drops the response.
        var dependency = purges.DependencyOf(parsed.Id);
        if (await pictures.FindAsync(parsed, cancellationToken) is not { } picture) return Error.NotFound;
        if (Variant.Find(name, picture.Width) is not { } variant) return Error.NotFound;
        var tag = $"\"{picture.Hash}-{variant.FileName}\"";
        var shouldSend = Surrogate.ShouldSendDependencies(http.Request, peerKey);
        DeliveryHeaders.Set(http, picture, variant, tag, shouldSend ? (true, dependency) : (false, null));
        if (http.Request.Headers.IfNoneMatch.Include(tag)) return Results.StatusCode(StatusCodes.Status304NotModified);
        return await source.GetAsync(picture, variant, cancellationToken) is { } bytes
            ? Results.Bytes(bytes, variant.ContentType, enableRangeProcessing: true, entityTag: EntityTagHeaderValue.Parse(tag))
            : Undecodable(http);
    }

    private static Error Undecodable(HttpContext http)
    {
        DeliveryHeaders.Clear(http);
        return Error.NotFound;
    }
}
