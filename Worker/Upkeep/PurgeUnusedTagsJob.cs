using Conduit.Data;
using Conduit.Data.Jobs;
using Conduit.Worker.Jobs;

namespace Conduit.Worker.Upkeep;

/// <summary>
/// Deletes the counters of article tags that no article has any more, so that the query for popular tags reads only used ones.
/// </summary>
internal sealed class PurgeUnusedTagsJob() : RecurringJob("purge-unused-tags", JobLane.Bulk, formerKind: "tags-swept")
{
    public override string Schedule => "*/10 * * * *";

    public override bool IsOf(Database database) => database.IsShard();

    protected override Task HandleAsync(Database database, CancellationToken cancellationToken) =>
        database.ExecuteAsync(new("-- unused tags deleted\ndelete from tag_counters where articles = 0"), cancellationToken);
}
