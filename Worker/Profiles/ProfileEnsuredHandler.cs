using Conduit.Data.Articles;
using Conduit.Data.Jobs;
using Conduit.Data.Shards;
using Conduit.Worker.Jobs;

namespace Conduit.Worker.Profiles;

/// <summary>Sees to it that a user's shard has his profile.</summary>
internal sealed class ProfileEnsuredHandler(Shards shards) : JobHandler<ProfileEnsured>(JobKinds.ProfileEnsured)
{
    protected override async Task HandleAsync(ProfileEnsured payload, CancellationToken cancel)
    {
        var shard = shards.Of(payload.UserId);
        if (!await shard.ReadAsync(ProfileRows.IsEnsured(payload), cancel)) await shard.WriteAsync(ProfileRows.Ensure(payload));
    }
}
