using Conduit.MediaService.Jobs;
using Conduit.MediaService.Pictures;
using Conduit.MediaService.Purging;
using Conduit.MediaService.Storage;

namespace Conduit.MediaService.Removal;

/// <summary>Removes a deleted picture from the caches in front, from the storage, and last its row.</summary>
internal sealed class RemoveHandler(PurgeLog purges, IObjectStore store, RemovalTable removals) : IJobHandler
{
    public string Kind => JobKinds.Remove;

    public async Task HandleAsync(long picture, CancellationToken cancellationToken)
    {
        if (!await purges.TryPurgeAsync(picture))
            throw new TimeoutException("Redis 'freshness' does not answer: caches in front may still have the picture.");
        await store.DeleteAllAsync(PictureFiles.All(picture), cancellationToken);
        await removals.RemoveAsync(picture, cancellationToken);
    }
}
