using Conduit.Data.Ids;
using Conduit.Tests.Application;

namespace Conduit.Tests.Api.Caching;

/// <summary>Objects stay cached until something they depend on is written.</summary>
[Collection(SharedApplication.Name)]
public sealed class ObjectCacheTests(WholeApplication whole)
{
    // More than there are servers, each of which reads once or twice before it caches the object.
    private const int Readers = 8;

    private readonly Visitor _anonymous = whole.Application.Visitor().PastTheEdge();

    [Fact]
    public async Task Article_stays_cached_until_it_is_written()
    {
        var author = await whole.Application.Visitor().RegisterAsync("keeper");
        var slug = await author.PublishAsync("Kept");
        await ReadAsync(slug, "description");

        // Written directly to the database, so no cache entry is invalidated.
        await ChangeAsync(slug, "update articles set description = 'unheard of'");
        var descriptions = await ReadAsync(slug, "description");
        await author.SendAsync(HttpMethod.Put, $"/api/articles/{slug}", new { article = new { body = "Written to" } });

        Assert.All(descriptions, description => Assert.Equal("about Kept", description));
        Assert.All(await ReadAsync(slug, "description"), description => Assert.Equal("unheard of", description));
    }

    [Fact]
    public async Task Article_is_read_again_when_its_authors_profile_is_written()
    {
        var author = await whole.Application.Visitor().RegisterAsync("renamed");
        var slug = await author.PublishAsync("By somebody");
        await ReadAsync(slug, "author");

        await author.SendAsync(HttpMethod.Put, "/api/user", new { user = new { bio = "I have changed." } });

        Assert.All(await ReadAsync(slug, "author"), shown => Assert.Contains("I have changed.", shown, StringComparison.Ordinal));
    }

    private async Task<List<string>> ReadAsync(string slug, string field)
    {
        var answers = new List<string>();
        for (var reader = 0; reader < Readers; reader++)
            answers.Add((await _anonymous.GetAsync($"/api/articles/{slug}")).GetProperty("article").GetProperty(field).ToString());
        return answers;
    }

    private async Task ChangeAsync(string slug, string update)
    {
        Assert.True(Slug.TryReadId(slug, out var id));
        foreach (var node in new[] { "postgres-0", "postgres-1" })
        {
            await using var database = await whole.Application.OpenAsync(node, superuser: true);
            await database.RunAsync($"{update} where id = {id}");
        }
    }
}
