using Conduit.Freshness;

namespace Conduit.Lab.Freshness;

/// <summary>Followers beside those of the running system, each with its own thread and connection.</summary>
internal sealed class ExtraFollowers : IAsyncDisposable
{
    private readonly List<IHost> _hosts = [];

    public static async Task<ExtraFollowers> StartAsync(int count, CancellationToken cancellationToken)
    {
        var followers = new ExtraFollowers();
        for (var number = 0; number < count; number++)
        {
            var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
            builder.Configuration.AddEnvironmentVariables();
            builder.AddFreshnessFollower();
            var host = builder.Build();
            followers._hosts.Add(host);
            // It caches nothing, so it needs no epoch.
            host.Services.GetRequiredService<FreshnessFollower>().Follow(FreshnessRun.Database, () => null);
            await host.StartAsync(cancellationToken);
        }

        return followers;
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_hosts.Select(host => host.StopAsync()));
        foreach (var host in _hosts) host.Dispose();
    }
}
