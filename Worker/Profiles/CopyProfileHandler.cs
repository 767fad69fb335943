using Conduit.Data.Articles;
using Conduit.Data.Jobs;
using Conduit.Data.Shards;
using Conduit.Worker.Jobs;

namespace Conduit.Worker.Profiles;

/// <summary>Copies a user's profile to the user's shard.</summary>
internal sealed class CopyProfileHandler(Shards shards) : JobHandler<CopyProfile>(JobKinds.CopyProfile)
{
    protected override async Task HandleAsync(CopyProfile payload, CancellationToken cancellationToken)
    {
        var shard = shards.Of(payload.UserId);
        if (!await shard.ReadAsync(ProfileRows.IsCopied(payload), cancellationToken))
            await shard.WriteAsync(ProfileRows.Copy(payload));
    }
}
