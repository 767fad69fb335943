using Npgsql;

namespace Conduit.Data.Accounts;

/// <summary>Where users go: the map from logical to physical shards, and the choice of one for a new user.</summary>
public static class Placement
{
    // Ties are broken by chance, so that many registrations at once do not all wait for one counter.
    private const string EmptiestSql = """
        -- emptiest shard
        select id, physical_shard
        from (select id, physical_shard, users, sum(users) over (partition by physical_shard) as load from logical_shards) shards
        where physical_shard < $2 and physical_shard <> all ($1)
        order by load, users, random()
        limit 1
        """;

    /// <summary>
    /// Finds the emptiest logical shard of the emptiest physical one, among those that this process has connections to and that are not
    /// away; null when none is left.
    /// </summary>
    /// <param name="accounts">A connection to the primary of the accounts database.</param>
    /// <param name="configured">How many physical shards have a connection string: those with lower indexes.</param>
    /// <param name="away">The physical shards that do not answer.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The place.</returns>
    public static async Task<(short Logical, short Physical)?> EmptiestAsync(
        NpgsqlConnection accounts, int configured, IEnumerable<short> away, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(EmptiestSql, accounts);
        command.Parameters.Add(new NpgsqlParameter<short[]> { TypedValue = [.. away] });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = configured });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? (reader.GetInt16(0), reader.GetInt16(1)) : null;
    }

    /// <summary>The map: every logical shard that has a place, and its place.</summary>
    public static async Task<List<(short Logical, short Physical)>> AllAsync(NpgsqlDataSource accounts, CancellationToken cancellationToken)
    {
        await using var command = accounts.CreateCommand("select id, physical_shard from logical_shards where physical_shard is not null");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var places = new List<(short, short)>();
        while (await reader.ReadAsync(cancellationToken)) places.Add((reader.GetInt16(0), reader.GetInt16(1)));
        return places;
    }
}
