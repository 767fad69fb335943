using Conduit.Data.Follows;
using Conduit.Data.Jobs;
using Conduit.Data.Shards;

namespace Conduit.Worker.Jobs;

/// <summary>Sees to it that an author's shard knows who follows him.</summary>
internal sealed class FollowEnsuredHandler(Shards shards) : JobHandler<FollowEnsured>(JobKinds.FollowEnsured)
{
    protected override Task HandleAsync(FollowEnsured payload, CancellationToken cancel) => shards.Of(payload.AuthorId).WriteAsync(FollowRows.Ensure(payload));
}
