using Microsoft.Extensions.Options;
using Npgsql;

namespace Conduit.MediaService.Database;

/// <summary>The service's own database, on whichever of its nodes is the primary.</summary>
internal sealed class MediaDatabase(IOptions<DatabaseOptions> options, ILoggerFactory loggers) : IAsyncDisposable
{
    private readonly Lazy<(NpgsqlMultiHostDataSource Nodes, NpgsqlDataSource Primary)> _source = new(() => Open(options.Value, loggers));

    /// <summary>The primary.</summary>
    public NpgsqlDataSource Primary => _source.Value.Primary;

    /// <summary>Runs a statement and reads its rows.</summary>
    /// <exception cref="NpgsqlException">The database does not answer, or refused.</exception>
    public Task<List<T>> QueryAsync<T>(
        Func<NpgsqlDataReader, T> row, NpgsqlBatchCommand command, CancellationToken cancellationToken) =>
        QueryAsync(row, first: null, command, cancellationToken);

    /// <summary>Runs two statements in one transaction and one round trip, and reads the rows of the second.</summary>
    /// <exception cref="NpgsqlException">The database does not answer, or refused.</exception>
    public async Task<List<T>> QueryAsync<T>(
        Func<NpgsqlDataReader, T> row, NpgsqlBatchCommand? first, NpgsqlBatchCommand command, CancellationToken cancellationToken)
    {
        await using var batch = Primary.CreateBatch();
        if (first is not null) batch.BatchCommands.Add(first);
        batch.BatchCommands.Add(command);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        // A statement that returns no rows by its nature, as an insert, has no result to skip.
        if (first is not null && IsSelect(first)) await reader.NextResultAsync(cancellationToken);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken)) rows.Add(row(reader));
        return rows;
    }

    /// <summary>Runs a statement.</summary>
    /// <exception cref="NpgsqlException">The database does not answer, or refused.</exception>
    public Task<int> ExecuteAsync(NpgsqlBatchCommand command, CancellationToken cancellationToken) =>
        ExecuteAsync([command], cancellationToken);

    /// <summary>Runs statements in one transaction and one round trip.</summary>
    /// <exception cref="NpgsqlException">The database does not answer, or refused.</exception>
    public async Task<int> ExecuteAsync(IEnumerable<NpgsqlBatchCommand> commands, CancellationToken cancellationToken)
    {
        await using var batch = Primary.CreateBatch();
        foreach (var command in commands) batch.BatchCommands.Add(command);
        return await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_source.IsValueCreated) return;
        await _source.Value.Nodes.DisposeAsync();
    }

    private static bool IsSelect(NpgsqlBatchCommand command) => command.CommandText.StartsWith("select", StringComparison.Ordinal);

    private static (NpgsqlMultiHostDataSource Nodes, NpgsqlDataSource Primary) Open(DatabaseOptions options, ILoggerFactory loggers)
    {
        var settings = new NpgsqlConnectionStringBuilder(options.Connection)
        {
            // A node's role is checked again after a second: with the default of ten, a failover takes that long.
            HostRecheckSeconds = 1,
            Timeout = 5,
            CommandTimeout = 10,
            MaxPoolSize = 20,
        };
        var nodes = new NpgsqlDataSourceBuilder(settings.ConnectionString) { Name = DatabaseOptions.Name }
            .UseLoggerFactory(loggers)
            .BuildMultiHost();
        return (nodes, nodes.WithTargetSession(TargetSessionAttributes.Primary));
    }
}

/// <summary>Statements with parameters.</summary>
internal static class Statement
{
    /// <summary>A statement with positional parameters; null is a text without value.</summary>
    public static NpgsqlBatchCommand Of(string sql, params object?[] parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(parameter is null
                ? new NpgsqlParameter { Value = DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text }
                : new NpgsqlParameter { Value = parameter });
        }

        return command;
    }
}
