using Conduit.Tests.Application;

namespace Conduit.Tests.Slice;

/// <summary>The anonymous list comes from the output cache; the age tells.</summary>
[Collection(SharedApplication.Name)]
public sealed class OutputCacheTests(WholeApplication whole)
{
    private readonly Visitor _anonymous = whole.Application.Visitor();

    [Fact]
    public async Task The_second_anonymous_reader_is_answered_from_the_cache()
    {
        var author = await whole.Application.Visitor().RegisterAsync("cached");
        var slug = await author.PublishAsync("Kept in the cache");

        var (first, firstAge) = await ListAsync();
        // More readers than servers: the cache is one for all of them.
        for (var reader = 0; reader < 4; reader++)
        {
            var (again, age) = await ListAsync();
            Assert.NotNull(age);
            Assert.Equal(first, again);
        }

        Assert.Null(firstAge);
        Assert.Contains(slug, first, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_signed_in_reader_is_never_answered_from_the_cache()
    {
        var reader = await whole.Application.Visitor().RegisterAsync("personal");
        await ListAsync();
        await ListAsync();

        using var answer = await reader.Http.GetAsync("/api/articles");

        Assert.Null(answer.Headers.Age);
    }

    private async Task<(string Body, TimeSpan? Age)> ListAsync()
    {
        using var response = await _anonymous.Http.GetAsync("/api/articles");
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadAsStringAsync(), response.Headers.Age);
    }
}
