using Conduit.ApiService.Auth;
using Conduit.Data.Routing;
using Npgsql;

namespace Conduit.ApiService.Users.Sessions;

/// <summary>A session that has not ended, with its account.</summary>
internal sealed record SessionRow(long Id, DateTime ExpiresAt, AccountRow Account)
{
    public const string Columns = """
        session.id, session.expires_at, account.id, account.username, account.email, account.bio, account.image,
        account.profile_version, account.token_version
        """;

    public static SessionRow Read(NpgsqlDataReader row) => new(row.GetInt64(0), row.GetDateTime(1), new AccountRow(
        row.GetInt64(2), row.GetString(3), row.GetString(4), row.Text(5), row.Text(6), row.GetInt32(7), row.GetInt32(8)));

    public Caller ToCaller() => Account.ToCaller() with { Session = Id };
}

/// <summary>A session as its owner sees it.</summary>
internal sealed record ListedSession(long Id, DateTime CreatedAt, DateTime LastSeenAt, string? UserAgent, string? Address)
{
    public const string Columns = "id, created_at, last_seen_at, user_agent, address";

    public static ListedSession Read(NpgsqlDataReader row) =>
        new(row.GetInt64(0), row.GetDateTime(1), row.GetDateTime(2), row.Text(3), row.Text(4));
}
