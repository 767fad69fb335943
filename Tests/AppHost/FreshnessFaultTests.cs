using System.Net;
using Aspire.Hosting.Testing;
using Conduit.Tests.Application;
using StackExchange.Redis;

namespace Conduit.Tests.AppHost;

/// <summary>
/// Whatever happens to followers and to Redis, no answer is stale, no acknowledged write is lost, and hits become possible again.
/// </summary>
[Collection(StoppableApplication.Name)]
public sealed class FreshnessFaultTests(WholeApplication whole)
{
    private static readonly RedisKey[] Logs = ["{accounts}:log", "{conduit-0}:log", "{conduit-1}:log"];

    private readonly ConduitApplication _application = whole.Application;

    [Fact]
    public Task Server_shows_every_write_and_has_hits_again_when_Redis_was_cut_off() => _application.TellingAsync(async cancellationToken =>
    {
        var redis = ConfigurationOptions.Parse(await RedisAsync());
        await using var network = new TcpProxy((IPEndPoint)redis.EndPoints[0]);
        redis.EndPoints[0] = network.Address;
        using var running = await ServiceProcess.OfAsync(_application, "api-1");
        using var server = running.StartAnother(
            ("ConnectionStrings__freshness", redis.ToString(includePassword: true)),
            ("OTEL_SERVICE_NAME", "cut-off"));
        try
        {
            await server.HealthyAsync();
            using var cutOff = new HttpClient { BaseAddress = server.Address };
            using var edge = Client("edge");
            var written = await VersionedArticle.PublishAsync(await _application.Visitor().RegisterAsync("connected"), [cutOff, edge]);
            var author = await new Visitor(new() { BaseAddress = server.Address }).RegisterAsync("cut-off");
            var writtenThere = await VersionedArticle.PublishAsync(author, [cutOff, edge]);
            await HitAsync(cutOff, written.Path);

            await written.WhileItChangesAsync(() => writtenThere.WhileItChangesAsync(async () =>
            {
                await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
                network.Cut();
                await Task.Delay(TimeSpan.FromSeconds(4), cancellationToken);
                network.Restore();
                await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
            }));

            await HitAsync(cutOff, written.Path);
            await HitAsync(edge, writtenThere.Path);
        }
        finally
        {
            await server.EndAsync();
        }
    });

    [Fact]
    public Task Epochs_that_change_under_load_make_no_answer_stale() => _application.TellingAsync(async cancellationToken =>
    {
        await using var redis = await ConnectionMultiplexer.ConnectAsync(await RedisAsync());
        using var edge = Client("edge");
        var author = await _application.Visitor().RegisterAsync("epochal");
        var article = await VersionedArticle.PublishAsync(author, [Client("api-1"), Client("api-2"), edge]);

        await article.WhileItChangesAsync(async () =>
        {
            for (var change = 0; change < 5; change++)
            {
                await article.ChangesAsync();
                await redis.GetDatabase().KeyDeleteAsync(Logs);
            }

            await article.ChangesAsync();
        });

        await HitAsync(edge, article.Path);
    });

    [Fact]
    public Task Health_names_the_followers_of_each_database_except_dropped_ones() => _application.TellingAsync(async cancellationToken =>
    {
        using var worker = Client("worker");
        await FollowersAsync(worker, 3);
        using var server = await ServiceProcess.OfAsync(_application, "api-2");
        var author = await new Visitor(Client("api-1")).RegisterAsync("watched");
        server.Freeze();
        try
        {
            await author.SendAsync(HttpMethod.Put, "/api/user", new { user = new { bio = "new" } });
            await FollowersAsync(worker, 2);
        }
        finally
        {
            server.Wake();
        }

        await FollowersAsync(worker, 3);
        await Eventually.GetAsync(
            () => Client("api-2").GetStringAsync("/health", cancellationToken),
            health => health.Contains("accounts: lease valid", StringComparison.Ordinal),
            "api-2 has its lease again");
        var recovered = await Client("api-2").GetStringAsync("/health", cancellationToken);
        Assert.Matches("accounts: lease valid, [0-9]+ events behind, [1-9][0-9]* lapses", recovered);
    });

    private static Task<string> FollowersAsync(HttpClient worker, int count) => Eventually.GetAsync(
        () => worker.GetStringAsync("/health"),
        health => health.Contains($"accounts: {count} followers, slowest ", StringComparison.Ordinal),
        $"{count} followers",
        seconds: 40);

    /// <summary>Waits until a server answers from its cache.</summary>
    private static Task<HttpResponseMessage> HitAsync(HttpClient http, string path) => Eventually.GetAsync(
        () => http.GetAsync(path),
        IsHit,
        $"{http.BaseAddress} answers {path} from its cache",
        seconds: 40);

    private static bool IsHit(HttpResponseMessage answer) => answer.Headers.TryGetValues("Server-Timing", out var timing)
        && timing.First() is var tier
        && (tier.StartsWith("output", StringComparison.Ordinal) || tier.StartsWith("edge", StringComparison.Ordinal));

    private HttpClient Client(string resource) => _application.App.CreateHttpClient(resource, "http");

    private async Task<string> RedisAsync() => (await _application.App.GetConnectionStringAsync("freshness"))!;
}
