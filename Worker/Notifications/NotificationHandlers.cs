using Conduit.Data.Jobs;
using Conduit.Data.Shards;
using Conduit.Worker.Jobs;

namespace Conduit.Worker.Notifications;

/// <summary>Tells an author that his article became a favourite.</summary>
internal sealed class NotifyFavoriteHandler(Shards shards) : JobHandler<FavoriteNoted>(JobKinds.FavoriteNoted)
{
    protected override Task HandleAsync(FavoriteNoted payload, CancellationToken cancel) => shards.Of(payload.ArticleId).TellAsync(NotificationWrites.OfFavorite(payload), cancel);
}

/// <summary>Tells an author that his article has a comment.</summary>
internal sealed class NotifyCommentHandler(Shards shards) : JobHandler<CommentNoted>(JobKinds.CommentNoted)
{
    protected override Task HandleAsync(CommentNoted payload, CancellationToken cancel) => shards.Of(payload.CommentId).TellAsync(NotificationWrites.OfComment(payload), cancel);
}
