using Conduit.Data.Jobs;
using Conduit.Data.Shards;
using Conduit.Worker.Jobs;

namespace Conduit.Worker.Notifications;

/// <summary>Notifies an author that their article became a favourite.</summary>
internal sealed class NotifyFavoriteHandler(Shards shards) : JobHandler<FavoriteNoted>(JobKinds.FavoriteNoted)
{
    protected override Task HandleAsync(FavoriteNoted payload, CancellationToken cancellationToken) =>
        shards.Of(payload.ArticleId).NotifyAsync(NotificationWrites.OfFavorite(payload), cancellationToken);
}

/// <summary>Notifies an author that their article has a comment.</summary>
internal sealed class NotifyCommentHandler(Shards shards) : JobHandler<CommentNoted>(JobKinds.CommentNoted)
{
    protected override Task HandleAsync(CommentNoted payload, CancellationToken cancellationToken) =>
        shards.Of(payload.CommentId).NotifyAsync(NotificationWrites.OfComment(payload), cancellationToken);
}
