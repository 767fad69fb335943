using Conduit.ApiService.Users.Sessions;
using Conduit.Data;
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

    private static readonly NamedSql AddSql = new($"""
        -- account added
        with added as (
            insert into accounts
                (id, username, username_key, email, email_key, password_hash, token_version, profile_version, username_skeleton)
            values (@id, @username, @username_key, @email, @email_key, @hash, 1, 1, @skeleton)
            returning *
        ), keyed as (
            {IdempotencyKey.Insert("@session", "from added")}
        ), enqueued as (
            {EnqueueProfileCopySql("added")}
        ), begun as (
            {SessionQueries.InsertSql("id", "from added")}
        )
        select {AccountRow.Columns} from added
        """);

    // A parameter that is null leaves its column as it is; bio and image, which may become null, have a flag each.
    // A new password or e-mail address ends every session but the caller's, and every token from before the introduction of sessions.
    private static readonly NamedSql UpdateSql = new($"""
        -- account updated
        with before as (
            select * from accounts where id = @id for update
        ), changed as (
            select before.*,
                @email_key::text is not null and @email_key <> email_key as has_new_email,
                @username::text is not null and @username <> username as has_new_name
            from before
        ), updated as (
            update accounts account set
                username = coalesce(@username, account.username), username_key = coalesce(@username_key, account.username_key),
                username_skeleton = coalesce(@skeleton, account.username_skeleton),
                email = coalesce(@email, account.email), email_key = coalesce(@email_key, account.email_key),
                password_hash = coalesce(@hash, account.password_hash),
                token_version = account.token_version + (@hash::text is not null or changed.has_new_email)::int,
                bio = case when @has_bio then @bio else account.bio end, image = case when @has_image then @image else account.image end,
                profile_version = account.profile_version + 1
            from changed where account.id = changed.id
            returning account.*, changed.has_new_email, changed.has_new_name, changed.image as old_image
        ), ended as (
            update sessions set ended_at = now() from updated
            where sessions.account_id = updated.id and sessions.ended_at is null and sessions.id <> @session
                and (@hash::text is not null or updated.has_new_email)
            returning sessions.id
        ), enqueued as (
            {EnqueueProfileCopySql("updated")}
        ), picture_enqueued as (
            {PictureJobs.OfAccount("id", "(select * from updated where image is distinct from old_image) pictured", "image", "old_image")}
        )
        select {AccountRow.Columns}, has_new_email, has_new_name, (select count(*) from ended),
            {SessionQueries.AnnounceSql("id", "exists (select from ended)")}
        from updated
        """);

    public static Query<AccountRow?> ById(long id) => Query
        .Row(() => new NpgsqlBatchCommand(ByIdSql).With(id), AccountRow.Read)
        .DependingOn(_ => [CacheTags.Account(id)])
        .CachedAs($"account/{id}");

    public static Query<List<AccountRow>> ByIds(long[] ids) => Query
        .Rows(() => new NpgsqlBatchCommand(ByIdsSql).With(ids), AccountRow.Read)
        .DependingOn(_ => [.. ids.Select(CacheTags.Account)]);

    public static Query<AccountRow?> ByName(string name) => Query
        .Row(() => new NpgsqlBatchCommand(ByNameSql).With(Account.KeyOf(name)), AccountRow.Read)
        .DependingOn(row => TagsOf(CacheTags.Name(Account.KeyOf(name)), row))
        .CachedAs($"name/{Account.KeyOf(name)}");

    public static Query<Credentials?> ByEmail(string email, string? clientIp) => Query
        .Row(() => new NpgsqlBatchCommand(ByEmailSql).With(Account.KeyOf(email)).WithText(clientIp), Credentials.Read)
        .DependingOn(row => TagsOf(CacheTags.Email(Account.KeyOf(email)), row?.Account));

    public static Query<Credentials?> CredentialsOf(long id) =>
        Query.Row(() => new NpgsqlBatchCommand(CredentialsSql).With(id), Credentials.Read)
        .DependingOn(_ => [CacheTags.Account(id)]);

    /// <summary>Stores a hash of the same password with more iterations, unless the password changed in between.</summary>
    public static Write<long> Rehash(long id, string hash, string newHash) =>
        Query.Value<long>(() => new NpgsqlBatchCommand(RehashSql).With(id).With(hash).With(newHash)).Invalidating(CacheTags.Account(id));

    /// <summary>Finds out which of a name and an e-mail address other accounts have.</summary>
    public static Query<List<(bool Name, bool Email)>> Taken(string? username, string? email, long except) => Query.Rows(
        () => new NpgsqlBatchCommand(TakenSql).WithText(Key(username)).WithText(Key(email)).With(except).WithText(Skeleton(username)),
        row => (!row.IsDBNull(0) && row.GetBoolean(0), !row.IsDBNull(1) && row.GetBoolean(1)));

    public static Write<AccountRow?> Add(long id, string username, string email, string hash, NewSession session, IdempotencyKey? key) =>
        Query.Row(
            () => AddSql
                .With("id", id)
                .With("username", username)
                .With("username_key", Account.KeyOf(username))
                .With("skeleton", Confusables.SkeletonOf(username))
                .With("email", email)
                .With("email_key", Account.KeyOf(email))
                .With("hash", hash)
                .With(session)
                .WithTrace()
                .With(key),
            AccountRow.Read)
            .Invalidating(
                CacheTags.Account(id),
                CacheTags.Name(Account.KeyOf(username)),
                CacheTags.Email(Account.KeyOf(email)),
                CacheTags.Sessions(id));

    public static Write<ChangedAccount?> Update(long id, long? session, UpdateUser user, string? hash) => Query.Row(
        () => UpdateSql
            .With("id", id)
            .WithText("username", user.Username)
            .WithText("username_key", Key(user.Username))
            .WithText("skeleton", Skeleton(user.Username))
            .WithText("email", user.Email)
            .WithText("email_key", Key(user.Email))
            .WithText("hash", hash)
            .With("has_bio", user.HasBio)
            .WithText("bio", user.Bio)
            .With("has_image", user.HasImage)
            .WithText("image", user.Image)
            .With("session", session ?? 0)
            .WithTrace(),
        ChangedAccount.Read)
        .Invalidating([
            CacheTags.Account(id),
            CacheTags.Sessions(id),
            .. TagsOf(user.Username, CacheTags.Name),
            .. TagsOf(user.Email, CacheTags.Email)]);

    // A write that takes a name invalidates the name's cache tag; one that gives it up invalidates only that of its account.
    private static string[] TagsOf(string tag, AccountRow? row) => row is null ? [tag] : [tag, CacheTags.Account(row.Id)];

    private static string[] TagsOf(string? text, Func<string, string> tag) => Key(text) is { } key ? [tag(key)] : [];

    private static string? Key(string? text) => text is null ? null : Account.KeyOf(text);

    private static string? Skeleton(string? username) => username is null ? null : Confusables.SkeletonOf(username);

    // Workers are not notified: the server copies the profile itself, and the job is only for when that fails.
    private static string EnqueueProfileCopySql(string account) => JobSql.Enqueue(
        JobKinds.CopyProfile,
        "jsonb_build_object('userId', id, 'username', username, 'bio', bio, 'image', image, 'version', profile_version)",
        $"from {account}");
}
