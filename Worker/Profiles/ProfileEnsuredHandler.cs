using Conduit.Data.Articles;
using Conduit.Data.Jobs;
using Conduit.Data.Shards;
using Conduit.Worker.Jobs;

namespace Conduit.Worker.Profiles;

/// <summary>Copies a user's profile to the user's shard.</summary>
internal sealed class ProfileEnsuredHandler(Shards shards) : JobHandler<ProfileEnsured>(JobKinds.ProfileEnsured)
{
    protected override async Task HandleAsync(ProfileEnsured payload, CancellationToken cancellationToken)
    {
        var shard = shards.Of(payload.UserId);
        if (!await shard.ReadAsync(ProfileRows.IsEnsured(payload), cancellationToken))
            await shard.WriteAsync(ProfileRows.Ensure(payload));
    }
}
