using System.Diagnostics;
using System.Globalization;
using Aspire.Hosting.Testing;
using Conduit.Hosting.Postgres;
using Conduit.Tests.Application;
using Npgsql;

namespace Conduit.Tests.Failover;

/// <summary>One shard of two nodes and nothing else, run by the same integration as the whole application's.</summary>
public sealed class ClusterApplication : IAsyncDisposable
{
    public const string A = "postgres-0-a";
    public const string B = "postgres-0-b";

    /// <summary>The password of every role.</summary>
    public const string Password = "a-test-password";

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private ClusterApplication(DistributedApplication app)
    {
        App = app;
        Story = new Story(app);
    }

    public DistributedApplication App { get; }

    public Story Story { get; }

    /// <summary>Starts the shard and waits until both nodes are healthy.</summary>
    public static async Task<ClusterApplication> StartAsync(string dataFolder, params string[] settings)
    {
        var cluster = await BuildAsync(dataFolder, settings);
        await cluster.TellingAsync(async stop =>
        {
            await cluster.App.StartAsync(stop);
            await cluster.HealthyAsync(stop);
        });
        return cluster;
    }

    /// <summary>Builds it, without starting it.</summary>
    public static async Task<ClusterApplication> BuildAsync(string dataFolder, params string[] settings)
    {
        string[] arguments =
        [
            "--Engine=process", $"--DataFolder={dataFolder}", $"--Parameters:conduit-password={Password}",
            $"--Parameters:postgres-password={Password}", $"--Parameters:replication-password={Password}", .. settings,
        ];
        var builder = DistributedApplicationTestingBuilder.Create(arguments, (options, _) => options.AssemblyName = "AppHost");
        builder.AddPostgresCluster("postgres", shards: 1, role: "conduit").WithDatabase("accounts");
        return new(await builder.BuildAsync());
    }

    /// <summary>Does something under a time limit; when it fails, tells what the nodes logged.</summary>
    public async Task TellingAsync(Func<CancellationToken, Task> act)
    {
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            await act(limit.Token);
        }
        catch (Exception cause)
        {
            var log = string.Join('\n', Story.Lines(A).Select(line => $"a | {line}").Concat(Story.Lines(B).Select(line => $"b | {line}")));
            throw new Xunit.Sdk.XunitException($"{cause.Message}\n{Story.Told()}\n{log}", cause);
        }
    }

    public async Task HealthyAsync(CancellationToken cancellationToken)
    {
        foreach (var node in new[] { A, B })
            await App.ResourceNotifications.WaitForResourceHealthyAsync(node, WaitBehavior.WaitOnResourceUnavailable, cancellationToken);
    }

    /// <summary>Waits until a node is the primary, and takes writes.</summary>
    public Task PrimaryIsAsync(string node) => Eventually.TrueAsync(
        async () =>
        {
            try
            {
                await using var connection = await OpenAsync(node);
                return await connection.AskAsync<bool>("select not pg_is_in_recovery()");
            }
            catch (Exception cause) when (cause is NpgsqlException or System.Net.Sockets.SocketException)
            {
                return false;
            }
        },
        $"{node} is the primary",
        seconds: 30);

    /// <summary>Waits until the replica, one of these nodes, has everything and serves reads, so that its primary may fail.</summary>
    public Task CompleteAsync(params string[] nodes) => Eventually.TrueAsync(
        async () => (await Task.WhenAll(nodes.Select(node => IsCompleteAsync(App, node)))).Any(isComplete => isComplete),
        $"{string.Join(" or ", nodes)} may be promoted",
        seconds: 60);

    /// <summary>Whether a node is a replica that may take its primary's place.</summary>
    public static async Task<bool> IsCompleteAsync(DistributedApplication app, string node)
    {
        var current = await app.ResourceNotifications.WaitForResourceAsync(node, _ => true);
        return current.Snapshot.Properties.Any(property => property is { Name: "postgres.may be promoted", Value: "yes" });
    }

    /// <summary>Waits until a node has logged a text.</summary>
    public Task LogsAsync(string node, string text) => Eventually.GetAsync(
        () => Task.FromResult(string.Join('\n', Story.Lines(node))),
        log => log.Contains(text, StringComparison.Ordinal),
        $"{node} has logged \"{text}\"");

    /// <summary>How a service connects.</summary>
    public async Task<string> ServiceAsync()
    {
        var (a, b) = (await SettingsAsync(A), await SettingsAsync(B));
        var hosts = $"127.0.0.1:{a.Port},127.0.0.1:{b.Port}";
        return $"Host={hosts};Username=conduit;Password={Password};Database=accounts;Host Recheck Seconds=1;Timeout=5";
    }

    /// <summary>How a program of PostgreSQL's connects to whichever node is the primary, to follow its log.</summary>
    public async Task<string> ReplicationAsync()
    {
        var (a, b) = (await SettingsAsync(A), await SettingsAsync(B));
        return $"host=127.0.0.1,127.0.0.1 port={a.Port},{b.Port} user=replicator target_session_attrs=read-write";
    }

    public async Task<NpgsqlConnection> OpenAsync(string node)
    {
        var settings = await SettingsAsync(node);
        (settings.Username, settings.Database, settings.Pooling, settings.Timeout) = ("postgres", "accounts", false, 3);
        var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    /// <summary>The listening process of a node, by its own file.</summary>
    public static int ServerOf(string dataFolder, string node) =>
        int.Parse(File.ReadLines(Path.Combine(dataFolder, node, "data", "postmaster.pid")).First(), CultureInfo.InvariantCulture);

    /// <summary>Sends a signal to a node's listening process.</summary>
    public static Task SignalAsync(string dataFolder, string node, string signal) => SignalAsync(ServerOf(dataFolder, node), signal);

    public static async Task SignalAsync(int process, string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", process.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    public async Task CommandAsync(string node, string command)
    {
        var result = await App.ResourceCommands.ExecuteCommandAsync(node, command);
        Assert.True(result.Success, $"{command} {node}: {result.Message}");
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await App.StopAsync(new CancellationTokenSource(TimeSpan.FromSeconds(30)).Token);
        }
        finally
        {
            await App.DisposeAsync();
            await Story.DisposeAsync();
        }
    }

    private async Task<NpgsqlConnectionStringBuilder> SettingsAsync(string node) => new(await App.GetConnectionStringAsync(node));
}
