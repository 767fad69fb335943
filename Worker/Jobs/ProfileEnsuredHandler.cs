using Conduit.Data.Articles;
using Conduit.Data.Jobs;
using Conduit.Data.Shards;

namespace Conduit.Worker.Jobs;

internal sealed class ProfileEnsuredHandler(Shards shards) : JobHandler<ProfileEnsured>(JobKinds.ProfileEnsured)
{
    protected override Task HandleAsync(ProfileEnsured payload, CancellationToken cancel) =>
        ProfileRows.EnsureAsync(shards.Of(payload.UserId), payload.UserId, payload.Username, payload.Version, cancel);
}
