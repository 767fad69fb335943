using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Conduit.Tests.Application;

namespace Conduit.Tests.Jobs;

/// <summary>A worker may die or freeze in the middle of telling many feeds of an article: each of them has it once, and none has what is gone.</summary>
[Collection(ShortTimeoutsApplication.Name)]
public sealed class FanOutTests(ShortTimeoutsApplication.Started hasty)
{
    private const int MostTries = 20;

    private readonly ConduitApplication _application = hasty.Application;

    [Fact]
    public Task Killed_twice_in_the_middle_of_ten_thousand_feeds_each_has_the_article_once() => _application.TellingAsync(async stop =>
    {
        var author = await _application.Visitor().RegisterAsync("popular");
        await using var crowd = await ManyFollowers.FollowAsync(_application, author, 10_000);
        await crowd.MakeFeedsAsync();

        var slugs = new List<string>();
        // Another one, when the worker was too quick.
        while (!await DiesTwiceAsync(crowd, async () => slugs.Insert(0, await author.PublishAsync("For thousands")), stop)) Assert.InRange(slugs.Count, 1, MostTries);

        await crowd.NothingWaitsAsync();
        await crowd.EachFeedAsync(feed => Assert.Equal(slugs, Slugs(feed)));
        await _application.WholeAsync(stop);
    });

    [Fact]
    public Task Frozen_past_its_lease_and_woken_it_brings_nothing_back_that_another_worker_took_away() => _application.TellingAsync(async stop =>
    {
        var author = await _application.Visitor().RegisterAsync("fickle");
        await using var crowd = await ManyFollowers.FollowAsync(_application, author, 3_000);
        await crowd.MakeFeedsAsync();

        var slugs = new List<string>();
        ServiceProcess? caught;
        while ((caught = await crowd.FreezeInTheMiddleAsync(async () => slugs.Insert(0, await author.PublishAsync("Not for long")))) is null) Assert.InRange(slugs.Count, 1, MostTries);
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

    /// <summary>Kills the worker twice in the middle of what it is told to begin. False: it was quicker.</summary>
    private async Task<bool> DiesTwiceAsync(ManyFollowers crowd, Func<Task> begin, CancellationToken stop)
    {
        // The second time it is the same article, which the next worker takes when the lease of the dead one is over.
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
