using System.Globalization;
using System.Net;
using Conduit.Data.Ids;
using Conduit.Tests.Application;

namespace Conduit.Tests.Failover;

/// <summary>An application whose replicas may lack commits, and are promoted all the same.</summary>
public sealed class LossyApplication : WholeApplication
{
    protected override string[] Settings =>
        ["--Postgres:Standby=asynchronous", "--Postgres:Failover=accept-loss", "--Postgres:Restart=false"];
}

[Collection(Alone.Name)]
public sealed class AcceptedLossTests(LossyApplication lossy) : IClassFixture<LossyApplication>
{
    // For how long a server may answer from its cache after its last read of the former primary.
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(1);

    private readonly ConduitApplication _application = lossy.Application;

    [LinuxFact]
    public Task A_commit_that_a_failover_lost_is_shown_by_no_cache() => _application.TellingAsync(async cancellationToken =>
    {
        var author = await _application.Visitor().RegisterAsync("forgotten");
        var kept = await author.PublishAsync("Before the loss");
        Assert.True(Slug.TryReadId(kept, out var id));
        var primary = await _application.ResourceAsync(Sql.NodeOf(id));
        await ReplicatedAsync(primary, kept);
        await WithholdLogAsync(primary);
        var lost = await author.PublishAsync("Lost with its primary");
        var readers = new[] { _application.Visitor(), _application.Visitor().PastTheEdge() };
        // Several times, so that every tier of both API servers has it.
        for (var round = 0; round < 8; round++)
        {
            foreach (var reader in readers)
            {
                await reader.GetAsync($"/api/articles/{lost}");
                Assert.Equal(2, (await reader.ListAsync($"?author={author.Name}")).Count);
            }
        }

        await using (var reads = new RepeatedReads($"/api/articles/{lost}", [author, .. readers]))
        {
            await ClusterApplication.SignalAsync(_application.DataFolder, primary, "KILL");
            await Eventually.TrueAsync(
                async () => await _application.ResourceAsync(Sql.NodeOf(id)) != primary, "the other node is the primary");
            await Eventually.TrueAsync(() => Task.FromResult(reads.AllFoundNothing), "every reader has received 404");
            await Task.Delay(Lease, cancellationToken);
            await reads.StopAsync();
            Assert.Empty(reads.FoundAfterGone());
        }

        for (var round = 0; round < 8; round++)
        {
            foreach (var reader in readers)
            {
                await reader.GetAsync($"/api/articles/{lost}", HttpStatusCode.NotFound);
                await reader.GetAsync($"/api/articles/{kept}");
                Assert.Single(await reader.ListAsync($"?author={author.Name}"));
            }
        }
    });

    private async Task ReplicatedAsync(string primary, string slug)
    {
        Assert.True(Slug.TryReadId(slug, out var id));
        var replica = primary.EndsWith('a') ? $"{primary[..^1]}b" : $"{primary[..^1]}a";
        await using var connection = await _application.OpenAsync(replica, superuser: true);
        var sql = string.Create(CultureInfo.InvariantCulture, $"select exists (select from articles where id = {id})");
        await Eventually.TrueAsync(() => connection.AskAsync<bool>(sql), "the replica has the first article");
    }

    /// <summary>Freezes the process that sends the log to the replica.</summary>
    private async Task WithholdLogAsync(string primary)
    {
        await using var connection = await _application.OpenAsync(primary, superuser: true);
        var sender = await connection.AskAsync<int>("select pid from pg_stat_replication");
        await ClusterApplication.SignalAsync(sender, "STOP");
    }
}
