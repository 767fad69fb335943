using Conduit.Data.Articles;
using Conduit.Data.Jobs;
using Conduit.Data.Shards;

namespace Conduit.Worker.Jobs;

/// <summary>Sees to it that a user's shard has his profile.</summary>
internal sealed class ProfileEnsuredHandler(Shards shards) : JobHandler<ProfileEnsured>(JobKinds.ProfileEnsured)
{
    protected override Task HandleAsync(ProfileEnsured payload, CancellationToken cancel) => shards.Of(payload.UserId).WriteAsync(ProfileRows.Ensure(payload));
}
