using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Conduit.Tests.Application;
using Conduit.Tests.Failover;

namespace Conduit.Tests.Jobs;

/// <summary>
/// A worker may die or freeze while it adds an article to many feeds: each feed has the article once, and none has a deleted one.
/// </summary>
[Collection(ShortTimeoutsApplication.Name)]
public sealed class FanOutTests(ShortTimeoutsApplication.Started fixture)
{
    private const int MaxAttempts = 20;

    private readonly ConduitApplication _application = fixture.Application;

    [Fact]
    public Task Feeds_have_an_article_once_when_the_worker_is_killed_twice() => _application.TellingAsync(async cancellationToken =>
    {
        var author = await _application.Visitor().RegisterAsync("popular");
        await using var followers = await ManyFollowers.FollowAsync(_application, author, 10_000);
        await followers.MakeFeedsAsync();

        var slugs = new List<string>();
        // Publishes another article when the worker finished too early.
        while (!await DiesTwiceAsync(followers, async () => slugs.Insert(0, await author.PublishAsync("For thousands")), cancellationToken))
            Assert.InRange(slugs.Count, 1, MaxAttempts);

        await followers.WaitForFanOutAsync();
        await followers.EachFeedAsync(feed => Assert.Equal(slugs, Slugs(feed)));
        await _application.WholeAsync(cancellationToken);
    });

    [Fact]
    public Task Worker_undoes_nothing_when_it_resumes_after_its_lease_has_expired() => _application.TellingAsync(async cancellationToken =>
    {
        var author = await _application.Visitor().RegisterAsync("fickle");
        await using var followers = await ManyFollowers.FollowAsync(_application, author, 3_000);
        await followers.MakeFeedsAsync();

        var slugs = new List<string>();
        ServiceProcess? caught;
        async Task PublishAsync() => slugs.Insert(0, await author.PublishAsync("Not for long"));
        while ((caught = await followers.FreezeDuringFanOutAsync(PublishAsync)) is null)
            Assert.InRange(slugs.Count, 1, MaxAttempts);
        using var frozen = caught;
        using (var other = frozen.StartAnother())
        {
            await followers.WaitForFanOutAsync();
            await author.SendAsync(HttpMethod.Delete, $"/api/articles/{slugs[0]}", expected: HttpStatusCode.NoContent);
            slugs.RemoveAt(0);
            await followers.WaitForFanOutAsync();
            await other.EndAsync();
        }

        frozen.Wake();
        slugs.Insert(0, await author.PublishAsync("To stay"));
        await followers.WaitForFanOutAsync();
        await followers.WaitUntilUnchangedAsync();

        var seen = new ConcurrentBag<string>();
        await followers.EachFeedAsync(feed => seen.Add(string.Join(' ', Slugs(feed))));
        Assert.Equal([string.Join(' ', slugs)], seen.Distinct());
        await _application.WholeAsync(cancellationToken);
    });

    [LinuxFact]
    public Task Feeds_have_an_article_once_when_its_primary_is_killed_during_the_fan_out() => _application.TellingAsync(async stop =>
    {
        var author = await _application.Visitor().RegisterAsync("unbroken");
        await using var followers = await ManyFollowers.FollowAsync(_application, author, 3_000);
        await followers.MakeFeedsAsync();
        var slugs = new List<string>();
        ServiceProcess? caught;
        async Task PublishAsync() => slugs.Insert(0, await author.PublishAsync("Survives its primary"));
        while ((caught = await followers.FreezeDuringFanOutAsync(PublishAsync)) is null)
            Assert.InRange(slugs.Count, 1, MaxAttempts);
        using var worker = caught;

        await _application.KillPrimaryAsync(Sql.NodeOf(await _application.IdAsync(author)));
        worker.Wake();

        await followers.WaitForFanOutAsync();
        await followers.EachFeedAsync(feed => Assert.Equal(slugs, Slugs(feed)));
        await _application.WholeAsync(stop);
    });

    /// <summary>Kills the worker twice during the fan-out that a publication starts. False: the worker finished first.</summary>
    private async Task<bool> DiesTwiceAsync(ManyFollowers followers, Func<Task> begin, CancellationToken cancellationToken)
    {
        // The second kill happens during the same article, which the next worker takes when the lease of the dead one expires.
        foreach (var next in new[] { begin, () => _application.CommandAsync("worker", KnownResourceCommands.StartCommand) })
        {
            using var worker = await followers.FreezeDuringFanOutAsync(next);
            if (worker is null) return false;
            await _application.KillAsync("worker", cancellationToken);
        }

        await _application.CommandAsync("worker", KnownResourceCommands.StartCommand);
        return true;
    }

    private static List<string> Slugs(JsonElement feed)
    {
        var slugs = feed.GetProperty("articles").EnumerateArray().Select(article => article.GetProperty("slug").GetString()!).ToList();
        Assert.Equal(slugs.Count, feed.GetProperty("articlesCount").GetInt32());
        return slugs;
    }
}
