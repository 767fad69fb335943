using System.Collections.Concurrent;
using Aspire.Hosting.Testing;
using Conduit.Data.Ids;
using Conduit.Tests.Application;
using Microsoft.AspNetCore.Http;

namespace Conduit.Tests.Edge;

/// <summary>
/// An edge behind a CDN, which cannot validate stamps: the CDN may cache responses and receives a purge when they become
/// invalid.
/// </summary>
[Collection(SharedApplication.Name)]
public sealed class CdnTests(WholeApplication whole)
{
    [Fact]
    public async Task CDN_receives_a_purge_when_a_response_that_it_may_cache_becomes_invalid()
    {
        var purged = new ConcurrentQueue<(string Keys, string Authorization)>();
        await using var cdn = await Origin.StartAsync(context =>
        {
            purged.Enqueue((context.Request.Headers["Surrogate-Key"].ToString(), context.Request.Headers.Authorization.ToString()));
            return Task.CompletedTask;
        });
        await using var edge = await OwnEdge.StartAsync(
            [whole.Application.App.GetEndpoint("api-1", "http")],
            ("ConnectionStrings__freshness", (await whole.Application.App.GetConnectionStringAsync("freshness"))!),
            ("Edge__Key", whole.Application.Secrets["edge-key"]), ("Edge__Cdn__MaxAge", "00:01:00"),
                ("Edge__Cdn__PurgeUrl", $"{cdn.Address}purge"), ("Edge__Cdn__PurgeAuthorization", "Bearer of-the-cdn"));
        var author = await whole.Application.Visitor().RegisterAsync("handed");
        var (slug, other) = (await author.PublishAsync("Handed out"), await author.PublishAsync("Not handed out"));
        Assert.True(Slug.TryReadId(slug, out var id));
        using var http = edge.Client();
        http.DefaultRequestHeaders.Add("X-Conduit-Key", whole.Application.Secrets["edge-key"]);

        using var stored = await Eventually.GetAsync(
            () => http.GetAsync($"/api/articles/{slug}"),
            answer => answer.Cache() == "hit",
            "the article is cached");
        await author.FavoriteAsync(other);
        await author.FavoriteAsync(slug);
        await Eventually.TrueAsync(() => Task.FromResult(!purged.IsEmpty), "the purge");

        Assert.Equal("max-age=0, s-maxage=60", string.Join(", ", stored.Headers.GetValues("Cache-Control")));
        Assert.Contains($"article%3A{id}", stored.Headers.GetValues("Surrogate-Key").Single(), StringComparison.Ordinal);
        Assert.All(purged, purge => Assert.Contains($"article%3A{id}", purge.Keys, StringComparison.Ordinal));
        Assert.All(purged, purge => Assert.Equal("Bearer of-the-cdn", purge.Authorization));
    }
}
