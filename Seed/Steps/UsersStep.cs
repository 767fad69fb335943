using Conduit.Data;
using Conduit.Data.Articles;
using Npgsql;

namespace Conduit.Seed.Steps;

/// <summary>Accounts, then their profiles on the shards.</summary>
internal sealed class UsersStep(Database accounts, SeedShards shards, World world, int total) : ISeedStep
{
    // An account may have the name, or a look-alike, already. The id makes it unique; its digits 0 and 1 look like letters.
    private static readonly string RenameSql = $"""
        insert into accounts ({SeedTables.Accounts.Columns})
        select id, username || '-' || id, username_key || '-' || id, id || '-' || email, id || '-' || email_key, password_hash,
            token_version, bio,
            profile_version, username_skeleton || '-' || translate(id::text, '01', 'ol')
        from {SeedTables.Accounts.Copied} copied where not exists (select from accounts where accounts.id = copied.id)
        """;

    private static readonly string NamesSql =
        $"select id, username from accounts where id in (select id from {SeedTables.Accounts.Copied})";

    public string What => "users";

    public int Total => total;

    public async Task AddAsync(IEnumerable<int> numbers, CancellationToken cancellationToken)
    {
        var added = numbers.Select(world.Account).ToList();
        var names = new Dictionary<long, string>(added.Count);
        await SeedShards.AddAsync(accounts, async connection =>
        {
            await SeedTables.Accounts.AddAsync(connection, added, cancellationToken);
            await using var batch = new NpgsqlBatch(connection) { BatchCommands = { new(RenameSql), new(NamesSql) } };
            await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken)) names[reader.GetInt64(0)] = reader.GetString(1);
        }, cancellationToken);

        var profiles = added.Select(account => new Profile
        {
            UserId = account.Id,
            Username = names[account.Id],
            Bio = account.Bio,
            Version = account.ProfileVersion,
        });
        await shards.AddAsync(
            profiles,
            profile => profile.UserId,
            (connection, rows) => SeedTables.Profiles.AddAsync(connection, rows, cancellationToken),
            cancellationToken);
    }
}
