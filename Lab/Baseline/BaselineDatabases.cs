using Conduit.Data.Accounts;
using Conduit.Data.Ids;
using Npgsql;

namespace Conduit.Lab.Baseline;

/// <summary>The primaries of the API's databases, with the driver's fastest settings.</summary>
internal sealed class BaselineDatabases : IAsyncDisposable
{
    private const string Accounts = "accounts";
    private readonly short[] _physical = new short[ConduitId.LogicalShards];

    private BaselineDatabases(NpgsqlDataSource accounts, IReadOnlyList<NpgsqlDataSource> shards) =>
        (AccountsDatabase, Shards) = (accounts, shards);

    public NpgsqlDataSource AccountsDatabase { get; }

    public IReadOnlyList<NpgsqlDataSource> Shards { get; }

    public static async Task<BaselineDatabases> OpenAsync()
    {
        var strings = ConnectionStrings();
        var shards = new List<NpgsqlDataSource>();
        while (strings[ShardName(shards.Count)] is { } text) shards.Add(Open(text));
        var databases = new BaselineDatabases(Open(strings[Accounts]!), shards);
        try
        {
            foreach (var (logical, physical) in await Placement.AllAsync(databases.AccountsDatabase, CancellationToken.None))
                databases._physical[logical] = physical;
            return databases;
        }
        catch (NpgsqlException cause)
        {
            throw new LabException(
                $"The baseline cannot read the accounts database ({cause.Message}). "
                    + "Start the system with ./run.sh and use its connection strings.",
                cause);
        }
    }

    /// <summary>The connection strings of the environment; at least the accounts database and one shard are required.</summary>
    public static IConfigurationSection ConnectionStrings()
    {
        var strings = new ConfigurationBuilder().AddEnvironmentVariables().Build().GetSection("ConnectionStrings");
        var missing = new[] { Accounts, ShardName(0) }.FirstOrDefault(name => strings[name] is null);
        return missing is null ? strings : throw Missing(missing);
    }

    /// <summary>The shard that has the row with an id.</summary>
    public NpgsqlDataSource Of(long id) => Shards[_physical[ConduitId.LogicalShard(id)]];

    public async ValueTask DisposeAsync()
    {
        await AccountsDatabase.DisposeAsync();
        foreach (var shard in Shards) await shard.DisposeAsync();
    }

    private static string ShardName(int number) => $"conduit-{number}";

    private static NpgsqlDataSource Open(string text) => new NpgsqlDataSourceBuilder(new NpgsqlConnectionStringBuilder(text)
    {
        ApplicationName = "lab baseline",
        MaxPoolSize = 20,
        MaxAutoPrepare = 64,
        AutoPrepareMinUsages = 2,
        NoResetOnClose = true,
    }.ConnectionString).BuildMultiHost().WithTargetSession(TargetSessionAttributes.Primary);

    private static LabException Missing(string name) => new(
        $"The baseline needs the databases' connection strings, and ConnectionStrings__{name} is not set. "
        + "Start `lab` in the dashboard, which sets them, "
        + "or set ConnectionStrings__accounts, ConnectionStrings__conduit-0 … as the dashboard shows them for an API server, "
        + "or measure the API alone with --no-baseline.");
}
