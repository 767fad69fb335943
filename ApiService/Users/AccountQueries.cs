using Conduit.ApiService.Users.Sessions;
using Conduit.Data.Accounts;
using Conduit.Data.Idempotency;
using Conduit.Data.Jobs;
using Conduit.Data.Routing;
using Npgsql;

namespace Conduit.ApiService.Users;

/// <summary>Queries and writes of accounts, in the accounts database.</summary>
internal static class AccountQueries
{
    private const string ByIdSql = $"-- account by id\nselect {AccountRow.Columns} from accounts where id = $1";
    private const string ByIdsSql = $"-- accounts by id\nselect {AccountRow.Columns} from accounts where id = any ($1)";
    private const string ByNameSql = $"-- account by name\nselect {AccountRow.Columns} from accounts where username_key = $1";

    private const string ByEmailSql = $"""
        -- account by email
        select {Credentials.Columns}, exists (select from sessions where account_id = accounts.id and address = $2)
        from accounts where email_key = $1
        """;

    private const string CredentialsSql = $"-- credentials by id\nselect {Credentials.Columns}, true from accounts where id = $1";

    private const string RehashSql = """
        -- password hashed again
        with rehashed as (
            update accounts set password_hash = $3 where id = $1 and password_hash = $2 returning id
        )
        select count(*) from rehashed
        """;

    private const string TakenSql = """
        -- names taken
        select username_key = $1 or username_skeleton = $4, email_key = $2 from accounts
        where (username_key = $1 or username_skeleton = $4 or email_key = $2) and id <> $3
        """;

    private static readonly string AddSql = $"""
        -- account added
        with added as (
            insert into accounts
                (id, username, username_key, email, email_key, password_hash, token_version, profile_version, username_skeleton)
            values ($1, $2, $3, $4, $5, $6, 1, 1, $15)
            returning *
        ), keyed as (
            {RequestKey.Remember("$11", "from added", first: 8)}
        ), enqueued as (
            {Ensure("added")}
        ), begun as (
            {SessionQueries.InsertSql("id", first: 11, "from added")}
        )
        select {AccountRow.Columns} from added
        """;

    // A parameter that is null leaves its column as it is; bio and image, which may become null, have a flag each.
    // A new password or e-mail address ends every session but the caller's, and every token from before the introduction of sessions.
    private static readonly string UpdateSql = $"""
        -- account updated
        with before as (
            select * from accounts where id = $1 for update
        ), changed as (
            select before.*,
                $5::text is not null and $5 <> email_key as has_new_email,
                $2::text is not null and $2 <> username as has_new_name
            from before
        ), updated as (
            update accounts account set
                username = coalesce($2, account.username), username_key = coalesce($3, account.username_key),
                username_skeleton = coalesce($13, account.username_skeleton),
                email = coalesce($4, account.email), email_key = coalesce($5, account.email_key),
                password_hash = coalesce($6, account.password_hash),
                token_version = account.token_version + ($6::text is not null or changed.has_new_email)::int,
                bio = case when $8 then $9 else account.bio end, image = case when $10 then $11 else account.image end,
                profile_version = account.profile_version + 1
            from changed where account.id = changed.id
            returning account.*, changed.has_new_email, changed.has_new_name
        ), ended as (
            update sessions set ended_at = now() from updated
            where sessions.account_id = updated.id and sessions.ended_at is null and sessions.id <> $12
                and ($6::text is not null or updated.has_new_email)
            returning sessions.id
        ), enqueued as (
            {Ensure("updated")}
        )
        select {AccountRow.Columns}, has_new_email, has_new_name, (select count(*) from ended),
            {SessionQueries.AnnounceSql("id", "exists (select from ended)")}
        from updated
        """;

    public static Query<AccountRow?> ById(long id) => Query
        .Row(() => new NpgsqlBatchCommand(ByIdSql).With(id), AccountRow.Read)
        .DependingOn(_ => [Tags.Account(id)])
        .CachedAs($"account/{id}");

    public static Query<List<AccountRow>> ByIds(long[] ids) => Query
        .Rows(() => new NpgsqlBatchCommand(ByIdsSql).With(ids), AccountRow.Read)
        .DependingOn(_ => [.. ids.Select(Tags.Account)]);

    public static Query<AccountRow?> ByName(string name) => Query
        .Row(() => new NpgsqlBatchCommand(ByNameSql).With(Account.KeyOf(name)), AccountRow.Read)
        .DependingOn(row => TagsOf(Tags.Name(Account.KeyOf(name)), row))
        .CachedAs($"name/{Account.KeyOf(name)}");

    public static Query<Credentials?> ByEmail(string email, string? address) => Query
        .Row(() => new NpgsqlBatchCommand(ByEmailSql).With(Account.KeyOf(email)).WithText(address), Credentials.Read)
        .DependingOn(row => TagsOf(Tags.Email(Account.KeyOf(email)), row?.Account));

    public static Query<Credentials?> CredentialsOf(long id) =>
        Query.Row(() => new NpgsqlBatchCommand(CredentialsSql).With(id), Credentials.Read)
        .DependingOn(_ => [Tags.Account(id)]);

    /// <summary>Stores a hash of the same password with more iterations, unless the password changed in between.</summary>
    public static Write<long> Rehash(long id, string hash, string newHash) =>
        Query.Value<long>(() => new NpgsqlBatchCommand(RehashSql).With(id).With(hash).With(newHash)).Invalidating(Tags.Account(id));

    /// <summary>Finds out which of a name and an e-mail address other accounts have.</summary>
    public static Query<List<(bool Name, bool Email)>> Taken(string? username, string? email, long except) => Query.Rows(
        () => new NpgsqlBatchCommand(TakenSql).WithText(Key(username)).WithText(Key(email)).With(except).WithText(Skeleton(username)),
        row => (!row.IsDBNull(0) && row.GetBoolean(0), !row.IsDBNull(1) && row.GetBoolean(1)));

    public static Write<AccountRow?> Add(long id, string username, string email, string hash, NewSession session, RequestKey? key) =>
        Query.Row(
            () => new NpgsqlBatchCommand(AddSql)
                .With(id)
                .With(username)
                .With(Account.KeyOf(username))
                .With(email)
                .With(Account.KeyOf(email))
                .With(hash)
                .WithTrace()
                .With(key)
                .With(session)
                .With(Confusables.SkeletonOf(username)),
            AccountRow.Read)
            .Invalidating(Tags.Account(id), Tags.Name(Account.KeyOf(username)), Tags.Email(Account.KeyOf(email)), Tags.Sessions(id));

    public static Write<ChangedAccount?> Update(long id, long? session, UpdateUser user, string? hash) => Query.Row(
        () => new NpgsqlBatchCommand(UpdateSql)
            .With(id)
            .WithText(user.Username)
            .WithText(Key(user.Username))
            .WithText(user.Email)
            .WithText(Key(user.Email))
            .WithText(hash)
            .WithTrace()
            .With(user.HasBio)
            .WithText(user.Bio)
            .With(user.HasImage)
            .WithText(user.Image)
            .With(session ?? 0)
            .WithText(Skeleton(user.Username)),
        ChangedAccount.Read)
        .Invalidating([
            Tags.Account(id),
            Tags.Sessions(id),
            .. TagsOf(user.Username, Tags.Name),
            .. TagsOf(user.Email, Tags.Email)]);

    // A write that takes a name invalidates the name's tag; one that gives it up invalidates only the tag of its account.
    private static string[] TagsOf(string tag, AccountRow? row) => row is null ? [tag] : [tag, Tags.Account(row.Id)];

    private static string[] TagsOf(string? text, Func<string, string> tag) => Key(text) is { } key ? [tag(key)] : [];

    private static string? Key(string? text) => text is null ? null : Account.KeyOf(text);

    private static string? Skeleton(string? username) => username is null ? null : Confusables.SkeletonOf(username);

    private static string Ensure(string account) => JobSql.Enqueue(
        JobKinds.ProfileEnsured,
        trace: "$7",
        "jsonb_build_object('userId', id, 'username', username, 'bio', bio, 'image', image, 'version', profile_version)",
        $"from {account}");
}
