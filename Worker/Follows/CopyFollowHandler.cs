using Conduit.Data.Follows;
using Conduit.Data.Jobs;
using Conduit.Data.Shards;
using Conduit.Worker.Jobs;
using Conduit.Worker.Notifications;

namespace Conduit.Worker.Follows;

/// <summary>Copies a follow to the author's shard and notifies the author.</summary>
internal sealed class CopyFollowHandler(Shards shards) : JobHandler<CopyFollow>(JobKinds.CopyFollow)
{
    protected override async Task HandleAsync(CopyFollow payload, CancellationToken cancellationToken)
    {
        var shard = shards.Of(payload.AuthorId);
        if (!await shard.ReadAsync(FollowRows.IsCopied(payload), cancellationToken)) await shard.WriteAsync(FollowRows.Copy(payload));
        if (payload.IsOn) await shard.NotifyAsync(NotificationWrites.OfFollower(payload), cancellationToken);
    }
}
