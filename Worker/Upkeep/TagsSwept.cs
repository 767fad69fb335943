using Conduit.Data;
using Conduit.Data.Jobs;
using Conduit.Worker.Jobs;

namespace Conduit.Worker.Upkeep;

/// <summary>
/// Removes the counters of tags that no article bears any more, so that the popular ones are found among those that one does.
/// </summary>
internal sealed class TagsSwept() : RecurringJob("tags-swept", JobLane.Bulk)
{
    public override string Schedule => "*/10 * * * *";

    public override bool IsOf(Database database) => database.IsShard();

    protected override async Task HandleAsync(Database database, CancellationToken cancel)
    {
        await using var command = database.Primary.CreateCommand("-- tags swept\ndelete from tag_counters where articles = 0");
        await command.ExecuteNonQueryAsync(cancel);
    }
}
