using System.Collections.Concurrent;
using System.Net;
using Aspire.Hosting.Testing;
using Conduit.Data.Ids;
using Conduit.Tests.Application;
using Conduit.Tests.Media;
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
        await using var cdn = await StartCdnAsync(purged);
        await using var edge = await StartEdgeAsync(cdn);
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

    [Fact]
    public async Task Deleted_picture_is_gone_from_the_edge_at_once_and_purged_from_the_CDN()
    {
        var purged = new ConcurrentQueue<(string Keys, string Authorization)>();
        await using var cdn = await StartCdnAsync(purged);
        await using var edge = await StartEdgeAsync(cdn);
        var owner = await whole.Application.Visitor().RegisterAsync("hung");
        using var media = new MediaClient(edge.Client(), owner.Token!);
        var body = (await media.UploadAsync(TestPictures.Png(60, 40))).GetProperty("media");
        var (id, picture) = (body.GetProperty("id").GetString(), $"{body.GetProperty("path").GetString()}/160.webp");
        using var http = edge.Client();
        using var stored = await Eventually.GetAsync(() => http.GetAsync(picture), answer => answer.Cache() == "hit", "it is cached");

        await media.SendAsync(HttpMethod.Delete, $"/media/{id}", null, HttpStatusCode.NoContent);
        using var gone = await http.GetAsync(picture);

        Assert.Contains("immutable", stored.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        await Eventually.TrueAsync(
            () => Task.FromResult(purged.Any(purge => purge.Keys.Contains($"media%3A{id}", StringComparison.Ordinal))), "the purge");
    }

    private static Task<Origin> StartCdnAsync(ConcurrentQueue<(string Keys, string Authorization)> purged) => Origin.StartAsync(context =>
    {
        purged.Enqueue((context.Request.Headers["Surrogate-Key"].ToString(), context.Request.Headers.Authorization.ToString()));
        return Task.CompletedTask;
    });

    private async Task<OwnEdge> StartEdgeAsync(Origin cdn) => await OwnEdge.StartAsync(
        [whole.Application.App.GetEndpoint("api-1", "http")],
        ("services__media__http__0", whole.Application.App.GetEndpoint("media", "http").ToString()),
        ("ConnectionStrings__freshness", (await whole.Application.App.GetConnectionStringAsync("freshness"))!),
        ("Edge__Key", whole.Application.Secrets["edge-key"]),
        ("Edge__Cdn__MaxAge", "00:01:00"),
        ("Edge__Cdn__PurgeUrl", $"{cdn.Address}purge"),
        ("Edge__Cdn__PurgeAuthorization", "Bearer of-the-cdn"));
}
