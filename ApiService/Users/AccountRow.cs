using Conduit.ApiService.Auth;
using Conduit.Data.Jobs;
using Conduit.Data.Routing;
using Npgsql;

namespace Conduit.ApiService.Users;

/// <summary>An account as it is read from the accounts database.</summary>
internal sealed record AccountRow(long Id, string Username, string Email, string? Bio, string? Image, int ProfileVersion, int TokenVersion)
{
    public const string Columns = "id, username, email, bio, image, profile_version, token_version";

    public static AccountRow Read(NpgsqlDataReader row) => new(
        row.GetInt64(0), row.GetString(1), row.GetString(2), row.Text(3), row.Text(4), row.GetInt32(5), row.GetInt32(6));

    public Caller ToCaller() => new(Id, Username, Email, Bio, Image, ProfileVersion);

    public CopyProfile ToProfile() => new(Id, Username, Bio, Image, ProfileVersion);
}

/// <summary>An account with its password hash, which is read to check a password and never cached.</summary>
/// <param name="Account">The account.</param>
/// <param name="PasswordHash">The hash.</param>
/// <param name="IsKnownClientIp">Whether the account signed in from the client's IP address before.</param>
internal sealed record Credentials(AccountRow Account, string PasswordHash, bool IsKnownClientIp)
{
    public const string Columns = $"{AccountRow.Columns}, password_hash";

    public static Credentials Read(NpgsqlDataReader row) => new(AccountRow.Read(row), row.GetString(7), row.GetBoolean(8));
}

/// <summary>An account after a change, and the consequences of the change.</summary>
internal sealed record ChangedAccount(AccountRow Account, bool HasNewEmail, bool HasNewName, long EndedSessions)
{
    public static ChangedAccount Read(NpgsqlDataReader row) =>
        new(AccountRow.Read(row), row.GetBoolean(7), row.GetBoolean(8), row.GetInt64(9));
}
