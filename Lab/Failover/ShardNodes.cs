using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace Conduit.Lab.Failover;

/// <summary>The nodes of one shard, found by their own connections: processes of this machine.</summary>
internal sealed class ShardNodes(int number, string settings) : IAsyncDisposable
{
    private static readonly TimeSpan RecoveryTimeout = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

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
    public async Task<bool> HasAsync(string title) =>
        await ReadAsync("select 1::bigint from articles where title = $1", title, row => row.GetInt64(0)) is [_];

    /// <summary>The comments of an article, as the primary has them.</summary>
    public async Task<IReadOnlySet<string>> CommentsAsync(string title) => (await ReadAsync(
        "select comments.body from comments join articles on articles.id = article_id where title = $1",
        title,
        row => row.GetString(0))).ToHashSet();

    /// <summary>The description of an article, as the primary has it.</summary>
    public async Task<string> DescriptionAsync(string title) =>
        (await ReadAsync("select description from articles where title = $1", title, row => row.GetString(0))).Single();

    /// <summary>
    /// The listening processes of both nodes, once both admit services. A replica admits them only while its primary's commits wait for it.
    /// </summary>
    /// <param name="replaced">Processes of before, which must be gone.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    public async Task<(int Primary, int Replica)> ServersAsync(IReadOnlyList<int> replaced, CancellationToken cancellationToken)
    {
        var begun = Stopwatch.GetTimestamp();
        while (true)
        {
            string obstacle;
            try
            {
                _nodes.ClearDatabaseStates();
                var primary = await ServerAsync(TargetSessionAttributes.Primary, cancellationToken);
                var replica = await ServerAsync(TargetSessionAttributes.Standby, cancellationToken);
                if (!replaced.Contains(primary) && !replaced.Contains(replica)) return (primary, replica);
                obstacle = "the process that was to be replaced still serves";
            }
            catch (Exception fault) when (fault is NpgsqlException or TimeoutException or IOException)
            {
                obstacle = fault.Message;
            }

            if (Stopwatch.GetElapsedTime(begun) > RecoveryTimeout)
                throw new LabException($"Shard {number} has not recovered after {RecoveryTimeout}: {obstacle}.");
            await Task.Delay(Pause, cancellationToken);
        }
    }

    public ValueTask DisposeAsync() => _nodes.DisposeAsync();

    private async Task<List<T>> ReadAsync<T>(string sql, string title, Func<NpgsqlDataReader, T> read)
    {
        await using var primary = await _nodes.OpenConnectionAsync(TargetSessionAttributes.Primary);
        await using var command = new NpgsqlCommand(sql, primary) { Parameters = { new() { Value = title } } };
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<T>();
        while (await reader.ReadAsync()) rows.Add(read(reader));
        return rows;
    }

    // A session's process is a child of the listening one.
    private async Task<int> ServerAsync(TargetSessionAttributes target, CancellationToken cancellationToken)
    {
        await using var connection = await _nodes.OpenConnectionAsync(target, cancellationToken);
        var status = await File.ReadAllLinesAsync($"/proc/{connection.ProcessID}/status", cancellationToken);
        return int.Parse(status.Single(line => line.StartsWith("PPid:", StringComparison.Ordinal))[5..], CultureInfo.InvariantCulture);
    }
}
