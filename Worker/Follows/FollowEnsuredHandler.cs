using Conduit.Data.Follows;
using Conduit.Data.Jobs;
using Conduit.Data.Shards;
using Conduit.Worker.Jobs;
using Conduit.Worker.Notifications;

namespace Conduit.Worker.Follows;

/// <summary>Sees to it that an author's shard knows who follows him, and tells him.</summary>
internal sealed class FollowEnsuredHandler(Shards shards) : JobHandler<FollowEnsured>(JobKinds.FollowEnsured)
{
    protected override async Task HandleAsync(FollowEnsured payload, CancellationToken cancel)
    {
        var shard = shards.Of(payload.AuthorId);
        if (!await shard.ReadAsync(FollowRows.IsEnsured(payload), cancel)) await shard.WriteAsync(FollowRows.Ensure(payload));
        if (payload.IsOn) await shard.TellAsync(NotificationWrites.OfFollower(payload), cancel);
    }
}
