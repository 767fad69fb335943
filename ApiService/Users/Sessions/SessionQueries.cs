using Conduit.Data;
using Conduit.Data.Accounts;
using Conduit.Data.Routing;
using Npgsql;

namespace Conduit.ApiService.Users.Sessions;

/// <summary>Queries and writes of sessions, in the accounts database.</summary>
internal static class SessionQueries
{
    /// <summary>The channel on which the end of sessions is announced; the payload is the account's id.</summary>
    public const string EndedChannel = "sessions_ended";

    private const string ByIdSql = $"""
        -- session by id
        select {SessionRow.Columns} from sessions session join accounts account on account.id = session.account_id
        where session.id = $1 and session.ended_at is null
        """;

    private const string OfAccountSql = $"""
        -- sessions of account
        select {ListedSession.Columns} from sessions
        where account_id = $1 and ended_at is null and expires_at > now()
        order by created_at desc, id
        """;

    // The lock serializes sign-ins of an account, so that each counts the sessions of the earlier ones.
    private const string LockSql = "-- account locked\nselect id from accounts where id = $1 for update";

    private static readonly NamedSql BeginSql = new(FormattableString.Invariant($"""
        -- session begun
        with oldest as (
            update sessions set ended_at = now() where id in (
                select id from sessions where account_id = @account and ended_at is null and expires_at > now()
                order by created_at desc, id offset {Session.MaxPerAccount - 1})
            returning id
        ), begun as (
            {InsertSql("@account", "from accounts where id = @account and (@hash::text is null or password_hash = @hash)")}
            returning *
        )
        select {SessionRow.Columns}, {AnnounceSql("@account", "exists (select from oldest)")}
        from begun session join accounts account on account.id = session.account_id
        """));

    private static readonly NamedSql EndSql = new($"""
        -- session ended
        with ended as (
            update sessions set ended_at = now() where id = @session and account_id = @account and ended_at is null returning id
        )
        select count(*), {AnnounceSql("@account", "count(*) > 0")} from ended
        """);

    // Tokens from before the introduction of sessions become invalid too.
    private static readonly NamedSql EndAllSql = new($"""
        -- sessions ended
        with ended as (
            update sessions set ended_at = now() where account_id = @account and ended_at is null returning id
        ), outdated as (
            update accounts set token_version = token_version + 1 where id = @account
        )
        select count(*), {AnnounceSql("@account", "true")} from ended
        """);

    /// <summary>SQL that announces, when the transaction commits, that sessions of an account ended.</summary>
    public static string AnnounceSql(string account, string condition) =>
        $"case when {condition} then pg_notify('{EndedChannel}', ({account})::text) end";

    /// <summary>SQL that adds the row of a session; <c>With(session)</c> sets its parameters.</summary>
    public static string InsertSql(string account, string from) => $"""
        insert into sessions (id, account_id, expires_at, user_agent, address)
        select @session, {account}, @expires_at, @user_agent, @address {from}
        """;

    /// <summary>Reads a session that has not ended. Its validity depends on the tags of the account that owns it.</summary>
    public static Query<SessionRow?> ById(long id, long account) =>
        Query.Row(() => new NpgsqlBatchCommand(ByIdSql).With(id), SessionRow.Read)
        .DependingOn(_ => [CacheTags.Sessions(account), CacheTags.Account(account)])
        .CachedAs(FormattableString.Invariant($"session/{id}"));

    /// <summary>Reads a session whose account is not known, as after a repeated registration; not cached.</summary>
    public static Query<SessionRow?> ById(long id) => Query.Row(() => new NpgsqlBatchCommand(ByIdSql).With(id), SessionRow.Read);

    public static Query<List<ListedSession>> OfAccount(long account) =>
        Query.Rows(() => new NpgsqlBatchCommand(OfAccountSql).With(account), ListedSession.Read)
        .DependingOn(_ => [CacheTags.Sessions(account)]);

    /// <summary>Begins a session, unless the password that was checked against this hash has changed since; null when it has.</summary>
    public static Write<SessionRow?> Begin(long account, NewSession session, string? hash) => new Query<SessionRow?>(
        () => [
            new NpgsqlBatchCommand(LockSql).With(account),
            BeginSql.With("account", account).With(session).WithText("hash", hash)],
        async (reader, cancellationToken) => await reader.NextResultAsync(cancellationToken)
            ? await reader.RowAsync(SessionRow.Read, cancellationToken)
            : null)
        .Invalidating(CacheTags.Sessions(account));

    /// <summary>Ends a session. Returns how many ended: 0 when the account has no such session.</summary>
    public static Write<long> End(long account, long session) =>
        Query.Value<long>(() => EndSql.With("account", account).With("session", session)).Invalidating(CacheTags.Sessions(account));

    public static Write<long> EndAll(long account) => Query
        .Value<long>(() => EndAllSql.With("account", account))
        .Invalidating(CacheTags.Sessions(account), CacheTags.Account(account));

    public static NamedCommand With(this NamedCommand command, NewSession session) => command
        .With("session", session.Id)
        .With("expires_at", session.ExpiresAt)
        .WithText("user_agent", session.UserAgent)
        .WithText("address", session.ClientIp);
}
