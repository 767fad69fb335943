using Npgsql;

namespace Conduit.Data;

/// <summary>One database seen as a whole, for what concerns each alike: schema, health, jobs.</summary>
/// <param name="Name">As in its connection string's name.</param>
/// <param name="Primary">Its primary.</param>
/// <param name="Settings">Its connection string.</param>
public sealed record Database(string Name, NpgsqlDataSource Primary, string Settings);
