using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Conduit.Tests.Application;

namespace Conduit.Tests.Jobs;

/// <summary>
/// A worker may die or freeze while it adds an article to many feeds: each feed has the article once, and none has a deleted one.
/// </summary>
[Collection(ShortTimeoutsApplication.Name)]
public sealed class FanOutTests(ShortTimeoutsApplication.Started hasty)
{
    private const int MostTries = 20;

    private readonly ConduitApplication _application = hasty.Application;

    [Fact]
    public Task Feeds_have_an_article_once_when_the_worker_is_killed_twice_during_the_fan_out() => _application.TellingAsync(async stop =>
    {
        var author = await _application.Visitor().RegisterAsync("popular");
        await using var crowd = await ManyFollowers.FollowAsync(_application, author, 10_000);
        await crowd.MakeFeedsAsync();

        var slugs = new List<string>();
        // Publishes another article when the worker finished too early.
        while (!await DiesTwiceAsync(crowd, async () => slugs.Insert(0, await author.PublishAsync("For thousands")), stop))
            Assert.InRange(slugs.Count, 1, MostTries);

        await crowd.NothingWaitsAsync();
        await crowd.EachFeedAsync(feed => Assert.Equal(slugs, Slugs(feed)));
        await _application.WholeAsync(stop);
    });

    [Fact]
    public Task Worker_undoes_nothing_when_it_resumes_after_its_lease_has_expired() => _application.TellingAsync(async stop =>
    {
        var author = await _application.Visitor().RegisterAsync("fickle");
        await using var crowd = await ManyFollowers.FollowAsync(_application, author, 3_000);
        await crowd.MakeFeedsAsync();

        var slugs = new List<string>();
        ServiceProcess? caught;
        async Task PublishAsync() => slugs.Insert(0, await author.PublishAsync("Not for long"));
        while ((caught = await crowd.FreezeInTheMiddleAsync(PublishAsync)) is null)
            Assert.InRange(slugs.Count, 1, MostTries);
        using var frozen = caught;
        using (var other = frozen.StartAnother())
        {
            await crowd.NothingWaitsAsync();
            await author.SendAsync(HttpMethod.Delete, $"/api/articles/{slugs[0]}", expected: HttpStatusCode.NoContent);
            slugs.RemoveAt(0);
            await crowd.NothingWaitsAsync();
            await other.EndAsync();
        }

        frozen.Wake();
        slugs.Insert(0, await author.PublishAsync("To stay"));
        await crowd.NothingWaitsAsync();
        await crowd.QuietAsync();

        var seen = new ConcurrentBag<string>();
        await crowd.EachFeedAsync(feed => seen.Add(string.Join(' ', Slugs(feed))));
        Assert.Equal([string.Join(' ', slugs)], seen.Distinct());
        await _application.WholeAsync(stop);
    });

    /// <summary>Kills the worker twice during the fan-out that a publication starts. False: the worker finished first.</summary>
    private async Task<bool> DiesTwiceAsync(ManyFollowers crowd, Func<Task> begin, CancellationToken stop)
    {
        // The second kill happens during the same article, which the next worker takes when the lease of the dead one expires.
        foreach (var next in new[] { begin, () => _application.CommandAsync("worker", KnownResourceCommands.StartCommand) })
        {
            using var worker = await crowd.FreezeInTheMiddleAsync(next);
            if (worker is null) return false;
            await _application.KillAsync("worker", stop);
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
