using System.Globalization;
using Conduit.Data.Ids;
using Conduit.Tests.Application;
using Conduit.Tests.Data;

namespace Conduit.Tests.Failover;

/// <summary>The services follow a change of the primary by themselves.</summary>
[Collection(StoppableApplication.Name)]
public sealed class ServicesTests(WholeApplication whole)
{
    private readonly ConduitApplication _application = whole.Application;

    [LinuxFact]
    public Task Services_lose_no_acknowledged_write_and_fail_no_read_when_a_primary_is_killed() => _application.TellingAsync(async stop =>
    {
        var (author, slug, shard) = await AuthorAsync();
        await _application.CompleteAsync(shard);
        await using var load = new ServiceLoad(_application, author, slug);
        load.Start(hasKeys: true);
        await load.AcknowledgesAsync(20, stop);

        await ClusterApplication.SignalAsync(_application.DataFolder, await _application.ResourceAsync(shard), "KILL");

        await load.AcknowledgesAsync(20, stop);
        await _application.CompleteAsync(shard);
        await load.AcknowledgesAsync(20, stop);
        await load.StopAsync();
        Assert.Empty(load.FailedReads);
        Assert.Empty(load.Refused);
        await AssertAllWrittenOnceAsync(load, slug);
    });

    [LinuxFact]
    public Task Services_fail_no_write_and_no_read_when_roles_are_switched() => _application.TellingAsync(async stop =>
    {
        var (author, slug, shard) = await AuthorAsync();
        await _application.CompleteAsync(shard);
        await using var load = new ServiceLoad(_application, author, slug);
        load.Start(hasKeys: false);
        await load.AcknowledgesAsync(20, stop);

        await _application.CommandAsync(await _application.ResourceAsync(shard), "switch-roles");

        await load.AcknowledgesAsync(20, stop);
        await _application.CompleteAsync(shard);
        await load.StopAsync();
        Assert.Empty(load.FailedReads);
        Assert.Empty(load.Refused);
        await AssertAllWrittenOnceAsync(load, slug);
    });

    [LinuxFact]
    public Task Migrations_are_completed_when_the_primary_is_killed_meanwhile() => _application.TellingAsync(async stop =>
    {
        await _application.CompleteAsync("postgres-0");
        await using var databases = await FreshDatabases.OnAsync(_application);
        var primary = await _application.ResourceAsync("postgres-0");
        var kill = new Lazy<Task>(() => ClusterApplication.SignalAsync(_application.DataFolder, primary, "KILL"));

        // The first line says that the first database is there; its schema is made next.
        await databases.Migrator().MigrateAsync(line => kill.Value.Wait(stop), stop);

        Assert.NotEqual(primary, await _application.ResourceAsync("postgres-0"));
        var log = new List<string>();
        await databases.Migrator().MigrateAsync(log.Add, stop);
        Assert.Equal(FreshDatabases.Names.Select(name => $"{name}: current"), log);
    });

    private async Task<(Visitor Author, string Slug, string Shard)> AuthorAsync()
    {
        var author = await _application.Visitor().RegisterAsync("unbroken");
        var slug = await author.PublishAsync("Goes on");
        Assert.True(Slug.TryReadId(slug, out var id));
        return (author, slug, Sql.NodeOf(id));
    }

    private async Task AssertAllWrittenOnceAsync(ServiceLoad load, string slug)
    {
        Assert.True(Slug.TryReadId(slug, out var id));
        var sql = string.Create(CultureInfo.InvariantCulture, $"select body from comments where article_id = {id}");
        var written = await _application.AskAsync<string>(Sql.NodeOf(id), "conduit", sql);
        Assert.Empty(load.Acknowledged.Except(written));
        Assert.Equal(written.Distinct().Count(), written.Count);
    }
}
