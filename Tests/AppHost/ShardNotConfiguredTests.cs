using System.Net;
using Conduit.Data.Ids;
using Conduit.Data.Shards;
using Conduit.Tests.Application;

namespace Conduit.Tests.AppHost;

/// <summary>A server that was started before a shard was added: it has no connection string for a shard of the map.</summary>
[Collection(StoppableApplication.Name)]
public sealed class ShardNotConfiguredTests(WholeApplication whole)
{
    private const int Newcomers = 6;

    private readonly ConduitApplication _application = whole.Application;

    [LinuxFact]
    public async Task Server_serves_the_other_shards_and_places_no_user_on_one_without_a_connection_string()
    {
        var (here, away) = (await OnShardAsync(0), await OnShardAsync(1));
        using var running = await ServiceProcess.OfAsync(_application, "api-1");
        using var server = running.StartAnother(("ConnectionStrings__conduit-1", null));
        try
        {
            using var http = new HttpClient { BaseAddress = server.Address };
            await Eventually.SucceedsAsync(async () => (await http.GetAsync("/health")).EnsureSuccessStatusCode(), "the server is ready");
            var reader = new Visitor(http);

            await reader.GetAsync($"/api/articles/{here}");
            var refused = await reader.GetAsync($"/api/articles/{away}", HttpStatusCode.ServiceUnavailable);
            using var list = await http.GetAsync("/api/articles");
            for (var number = 0; number < Newcomers; number++)
            {
                var newcomer = await new Visitor(http).RegisterAsync("newcomer");
                Assert.Equal(0, ShardOf(await _application.IdAsync(newcomer)));
            }

            Assert.Equal("""{"errors":{"database":["is not available"]}}""", refused.GetRawText());
            Assert.Equal((HttpStatusCode.OK, "shard-1"), (list.StatusCode, list.Headers.GetValues("X-Partial").Single()));
        }
        finally
        {
            await server.EndAsync();
        }
    }

    /// <summary>Publishes an article on a shard.</summary>
    private async Task<string> OnShardAsync(int shard)
    {
        while (true)
        {
            var slug = await (await _application.Visitor().RegisterAsync("resident")).PublishAsync("At home");
            Assert.True(Slug.TryReadId(slug, out var id));
            if (ShardOf(id) == shard) return slug;
        }
    }

    private static int ShardOf(long id) => ConduitId.LogicalShard(id) / ShardMap.PerPhysicalShard;
}
