using System.Globalization;
using Npgsql;

namespace Conduit.Lab.Failover;

/// <summary>What is done to a node.</summary>
internal enum Fault
{
    /// <summary>The primary's listening process is killed.</summary>
    Kill,

    /// <summary>The primary's listening process is stopped by a signal, and stays so.</summary>
    Freeze,

    /// <summary>The replica's listening process is killed.</summary>
    Replica,

    /// <summary>Both nodes' listening processes are killed.</summary>
    Both,
}

/// <summary>The nodes of one shard, found by their own connections: processes of this machine.</summary>
internal sealed class ShardNodes(int number, string settings) : IAsyncDisposable
{
    private readonly NpgsqlMultiHostDataSource _nodes = new NpgsqlDataSourceBuilder($"{settings};Pooling=false;Timeout=5").BuildMultiHost();

    public int Number => number;

    /// <summary>The shards of the environment, as AppHost hands their connection strings to the resource lab.</summary>
    public static List<ShardNodes> All()
    {
        var shards = new List<ShardNodes>();
        while (Environment.GetEnvironmentVariable($"ConnectionStrings__conduit-{shards.Count}") is { Length: > 0 } text)
            shards.Add(new(shards.Count, text));
        return shards;
    }

    /// <summary>Whether an article lies on this shard.</summary>
    public async Task<bool> HasAsync(string title)
    {
        await using var primary = await OpenAsync(TargetSessionAttributes.Primary);
        await using var command = new NpgsqlCommand("select exists (select from articles where title = $1)", primary);
        command.Parameters.Add(new() { Value = title });
        return await command.ExecuteScalarAsync() is true;
    }

    /// <summary>The comments of an article.</summary>
    public async Task<HashSet<string>> CommentsAsync(string title)
    {
        const string Sql = "select comments.body from comments join articles on articles.id = article_id where title = $1";
        await WholeAsync(CancellationToken.None);
        await using var primary = await OpenAsync(TargetSessionAttributes.Primary);
        await using var command = new NpgsqlCommand(Sql, primary);
        command.Parameters.Add(new() { Value = title });
        await using var reader = await command.ExecuteReaderAsync();
        var bodies = new HashSet<string>();
        while (await reader.ReadAsync()) bodies.Add(reader.GetString(0));
        return bodies;
    }

    /// <summary>Waits until both nodes serve. A replica admits services only while its primary's commits wait for it.</summary>
    public async Task WholeAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                _nodes.ClearDatabaseStates();
                await using var primary = await OpenAsync(TargetSessionAttributes.Primary);
                await using var replica = await OpenAsync(TargetSessionAttributes.Standby);
                return;
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException)
            {
                await Task.Delay(50, cancellationToken);
            }
        }
    }

    public async Task InjectAsync(Fault fault)
    {
        var primary = await ServerAsync(TargetSessionAttributes.Primary);
        var replica = fault is Fault.Replica or Fault.Both ? await ServerAsync(TargetSessionAttributes.Standby) : 0;
        if (fault is not Fault.Replica) Signal(primary, fault is Fault.Freeze ? ProcessSignal.Stop : ProcessSignal.Kill);
        if (replica != 0) Signal(replica, ProcessSignal.Kill);
    }

    public ValueTask DisposeAsync() => _nodes.DisposeAsync();

    private Task<NpgsqlConnection> OpenAsync(TargetSessionAttributes target) => _nodes.OpenConnectionAsync(target).AsTask();

    // A session's process is a child of the listening one.
    private async Task<int> ServerAsync(TargetSessionAttributes target)
    {
        await WholeAsync(CancellationToken.None);
        await using var connection = await OpenAsync(target);
        var status = await File.ReadAllLinesAsync($"/proc/{connection.ProcessID}/status");
        return int.Parse(status.Single(line => line.StartsWith("PPid:", StringComparison.Ordinal))[5..], CultureInfo.InvariantCulture);
    }

    private static void Signal(int process, int signal)
    {
        if (!ProcessSignal.TrySend(process, signal))
            throw new LabException($"Process {process} cannot be signalled: run lab on the machine and as the user of AppHost.");
    }
}
