using System.Globalization;
using Conduit.MediaService.Auth;
using Conduit.MediaService.Contract;
using Conduit.MediaService.Jobs;
using Conduit.MediaService.Pictures;
using Conduit.MediaService.Purging;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Conduit.MediaService.Removal;

internal static class RemovalEndpoints
{
    public static void AddRemoval(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<RemovalTable>().AddSingleton<IJobHandler, RemoveHandler>();
        builder.Services.AddHostedService<OrphanService>();
    }

    public static void MapRemoval(this RouteGroupBuilder media) => media.MapDelete("/{id}", DeleteAsync)
        .WithName("DeletePicture")
        .WithSummary("Delete a picture of the caller's, also from all caches of the site")
        .RequireCaller()
        .RefusedWhenReadOnly()
        .ProducesErrors(403, 404, 503);

    private static async Task<Results<NoContent, Error>> DeleteAsync(
        string id, HttpContext http, RemovalTable removals, PictureTable pictures, PurgeLog purges, JobQueue jobs,
        CancellationToken cancellationToken)
    {
        if (!long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var picture)) return Error.NotFound;
        if (!await removals.DeleteAsync(picture, Caller.Of(http).Account, cancellationToken))
            return await pictures.FindAsync(picture, cancellationToken) is null ? Error.NotFound : Error.Forbidden;
        // The job does it again, and until it succeeds.
        await purges.TryPurgeAsync(picture);
        jobs.Wake();
        return TypedResults.NoContent();
    }
}
