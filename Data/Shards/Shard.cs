using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Npgsql;

namespace Conduit.Data.Shards;

/// <summary>One physical shard: a primary that takes the writes, a replica that answers reads.</summary>
public sealed class Shard : IAsyncDisposable
{
    private readonly NpgsqlMultiHostDataSource _nodes;
    private readonly PooledDbContextFactory<ShardContext> _write;
    private readonly PooledDbContextFactory<ShardContext> _read;

    internal Shard(int index, NpgsqlMultiHostDataSource nodes, Func<NpgsqlDataSource, DbContextOptions<ShardContext>> options)
    {
        Index = index;
        _nodes = nodes;
        Primary = nodes.WithTargetSession(TargetSessionAttributes.Primary);
        Reader = nodes.WithTargetSession(TargetSessionAttributes.PreferStandby);
        _write = new(options(Primary));
        _read = new(options(Reader));
    }

    /// <summary>The number in the name of its connection string.</summary>
    public int Index { get; }

    /// <summary>What commands and connections to the primary come from.</summary>
    public NpgsqlDataSource Primary { get; }

    /// <summary>What commands and connections to the replica come from; to the primary while there is no replica.</summary>
    public NpgsqlDataSource Reader { get; }

    /// <summary>A context on the primary.</summary>
    public ShardContext Write() => _write.CreateDbContext();

    /// <summary>A context on the replica; on the primary while there is no replica.</summary>
    public ShardContext Read() => _read.CreateDbContext();

    /// <summary>A new id, from the primary's clock.</summary>
    public async Task<long> NewIdAsync(int logicalShard, CancellationToken cancel)
    {
        await using var command = Primary.CreateCommand("-- new id\nselect new_id($1)");
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = logicalShard });
        return (long)(await command.ExecuteScalarAsync(cancel))!;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await Primary.DisposeAsync();
        await Reader.DisposeAsync();
        await _nodes.DisposeAsync();
    }
}
