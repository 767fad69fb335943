using Conduit.Data;
using Conduit.Freshness;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Conduit.Lab.Freshness;

/// <summary>A writer like those of the services, with the connection strings of the environment.</summary>
internal sealed class WriterHost : IAsyncDisposable
{
    private static readonly int[] Slots = TagSlots.Of(["lab:wait"]);

    private readonly IHost _host;
    private readonly WriteCoordinator _coordinator;

    private WriterHost(IHost host)
    {
        _host = host;
        _coordinator = host.Services.GetRequiredService<WriteCoordinator>();
    }

    /// <summary>The first shard.</summary>
    public Database Database => _host.Services.GetRequiredService<Databases>().Shards.All[0].Database;

    public NpgsqlDataSource Primary => Database.Primary;

    public FreshnessLog Log => _host.Services.GetRequiredService<FreshnessLog>();

    public static WriterHost Start(bool waits)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddEnvironmentVariables();
        if (builder.Configuration.GetConnectionString("freshness") is null)
        {
            throw new LabException(
                "Writing needs the databases and Redis 'freshness': start `benchmark` in the dashboard, "
                + "which sets their connection strings.");
        }

        builder.AddConduitData();
        if (!waits) builder.Services.AddSingleton<WriteCoordinator, UnwaitingCoordinator>();
        return new(builder.Build());
    }

    /// <summary>Begins and ends a write without a statement, which leaves only the wait for acknowledgements.</summary>
    public async Task WaitAsync()
    {
        if ((await _coordinator.BeginAsync(Database.Name, Slots)).Write is { } write) await Log.EndAsync(write, commitLsn: null);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.Services.GetRequiredService<Databases>().DisposeAsync();
        _host.Dispose();
    }

    private sealed class UnwaitingCoordinator(
        FreshnessLog log, IOptions<Conduit.Freshness.FreshnessOptions> options, ILogger<WriteCoordinator> logger)
        : WriteCoordinator(log, options, logger)
    {
        protected override bool Waits => false;
    }
}
