using Conduit.Tests.Application;

namespace Conduit.Tests.AppHost;

/// <summary>Each part can be stopped by its command, and started again, while the rest goes on.</summary>
[Collection(StoppableApplication.Name)]
public sealed class StopAndStartTests(WholeApplication whole)
{
    private readonly ConduitApplication _application = whole.Application;

    [Fact]
    public Task Other_API_server_responds_when_one_is_stopped() => WithoutAsync("api-1", async () =>
    {
        var author = await _application.Visitor().RegisterAsync("steadfast");
        for (var round = 0; round < 6; round++)
        {
            var slug = await author.PublishAsync($"Round {round}");
            Assert.Equal(slug, (await _application.Visitor().ListAsync())[0].GetProperty("slug").GetString());
        }
    });

    [Fact]
    public async Task Jobs_wait_when_the_worker_is_stopped()
    {
        var author = await _application.Visitor().RegisterAsync("patient");
        var reader = await _application.Visitor().RegisterAsync("early");

        await WithoutAsync("worker", async () =>
        {
            await reader.FavoriteAsync(await author.PublishAsync("Told later"));
            Assert.DoesNotContain(reader.Name, (await author.GetAsync("/api/notifications")).GetRawText(), StringComparison.Ordinal);
        });

        await Eventually.TrueAsync(
            async () => (await author.GetAsync("/api/notifications")).GetRawText().Contains(reader.Name, StringComparison.Ordinal),
            "the notification, now that the worker is back");
    }

    [Theory]
    [InlineData("postgres-0-replica")]
    [InlineData("cache")]
    [InlineData("freshness")]
    public Task Responses_are_correct_when_the_resource_is_stopped(string resource) => WithoutAsync(resource, async () =>
    {
        var author = await _application.Visitor().RegisterAsync("resilient");
        // The host may need a moment to detect that the standby is gone; after that, writes do not wait for it.
        var slug = "";
        await Eventually.SucceedsAsync(async () => slug = await author.PublishAsync("In spite of it"), "an article can be published");
        Assert.Contains(await _application.Visitor().ListAsync(), article => article.GetProperty("slug").GetString() == slug);
    });

    private Task WithoutAsync(string resource, Func<Task> act) => _application.WithoutAsync([resource], act);
}
