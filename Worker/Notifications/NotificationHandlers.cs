using Conduit.Data.Jobs;
using Conduit.Data.Shards;
using Conduit.Worker.Jobs;

namespace Conduit.Worker.Notifications;

/// <summary>Notifies an author that their article became a favourite.</summary>
internal sealed class NotifyFavoriteHandler(Shards shards) : JobHandler<FavoriteAdded>(JobKinds.FavoriteAdded)
{
    protected override Task HandleAsync(FavoriteAdded payload, CancellationToken cancellationToken) =>
        shards.Of(payload.ArticleId).NotifyAsync(NotificationWrites.OfFavorite(payload), cancellationToken);
}

/// <summary>Notifies an author that their article has a comment.</summary>
internal sealed class NotifyCommentHandler(Shards shards) : JobHandler<CommentAdded>(JobKinds.CommentAdded)
{
    protected override Task HandleAsync(CommentAdded payload, CancellationToken cancellationToken) =>
        shards.Of(payload.CommentId).NotifyAsync(NotificationWrites.OfComment(payload), cancellationToken);
}
