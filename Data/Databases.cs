using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Conduit.Data;

/// <summary>All databases: accounts first, then each shard's.</summary>
public sealed class Databases : IAsyncDisposable
{
    private readonly NpgsqlMultiHostDataSource _accounts;

    /// <summary>Opens nothing yet.</summary>
    public Databases(IOptions<DataOptions> options, Shards.Shards shards, ILoggerFactory loggers)
    {
        // A few connections beside AccountsContext's own pool, which it does not share.
        _accounts = ConnectionSettings.DataSource("accounts-jobs", options.Value.Accounts, loggers, poolSize: 4).BuildMultiHost();
        Accounts = new("accounts", _accounts.WithTargetSession(TargetSessionAttributes.Primary), options.Value.Accounts);
        Shards = [.. shards.All.Select(shard => new Database(DataOptions.ShardName(shard.Index), shard.Primary, options.Value.Shards[shard.Index]))];
    }

    /// <summary>The accounts database.</summary>
    public Database Accounts { get; }

    /// <summary>The shards' databases, by index.</summary>
    public IReadOnlyList<Database> Shards { get; }

    /// <summary>Every one.</summary>
    public IEnumerable<Database> All => Shards.Prepend(Accounts);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await Accounts.Primary.DisposeAsync();
        await _accounts.DisposeAsync();
    }
}
