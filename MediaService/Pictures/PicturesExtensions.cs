using Conduit.MediaService.Auth;
using Conduit.MediaService.Contract;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Conduit.MediaService.Pictures;

internal static class PicturesExtensions
{
    public static void AddPictures(this IHostApplicationBuilder builder) => builder.Services.AddSingleton<PictureTable>();

    public static void MapOwnPictures(this RouteGroupBuilder media) => media.MapGet("", ListAsync)
        .WithName("GetPictures")
        .WithSummary("List the caller's pictures, newest first")
        .RequireCaller()
        .ProducesErrors(422, 503);

    private static async Task<Results<Ok<PicturesResponse>, Error>> ListAsync(
        string? limit, string? offset, HttpContext http, PictureTable pictures, CancellationToken cancellationToken)
    {
        if (Page.Read(limit, offset, out var error) is not { } page) return error!;
        var (found, count) = await pictures.ListAsync(Caller.Of(http).Account, page, cancellationToken);
        return TypedResults.Ok(new PicturesResponse([.. found.Select(PictureBody.Of)], count));
    }
}
