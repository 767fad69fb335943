using Conduit.Data.Accounts;
using Conduit.Data.Idempotency;
using Conduit.Data.Jobs;
using Conduit.Data.Routing;
using Npgsql;

namespace Conduit.ApiService.Users;

/// <summary>What the accounts database is asked.</summary>
internal static class AccountQueries
{
    private const string ByIdSql = $"-- account by id\nselect {AccountRow.Columns} from accounts where id = $1";
    private const string ByIdsSql = $"-- accounts by id\nselect {AccountRow.Columns} from accounts where id = any ($1)";
    private const string ByNameSql = $"-- account by name\nselect {AccountRow.Columns} from accounts where username_key = $1";
    private const string ByEmailSql = $"-- account by email\nselect {Credentials.Columns} from accounts where email_key = $1";

    private const string TakenSql = """
        -- names taken
        select username_key = $1, email_key = $2 from accounts where (username_key = $1 or email_key = $2) and id <> $3
        """;

    private static readonly string AddSql = $"""
        -- account added
        with added as (
            insert into accounts (id, username, username_key, email, email_key, password_hash, token_version, profile_version)
            values ($1, $2, $3, $4, $5, $6, 1, 1)
            returning *
        ), keyed as (
            {RequestKey.Remember("id", "from added", first: 8)}
        ), enqueued as (
            {Ensure("added")}
        )
        select {AccountRow.Columns} from added
        """;

    // What is null stays; bio and image, which may become null, come with a word on whether they were sent.
    private static readonly string UpdateSql = $"""
        -- account updated
        with updated as (
            update accounts set
                username = coalesce($2, username), username_key = coalesce($3, username_key),
                email = coalesce($4, email), email_key = coalesce($5, email_key),
                password_hash = coalesce($6, password_hash), token_version = token_version + ($6 is not null)::int,
                bio = case when $8 then $9 else bio end, image = case when $10 then $11 else image end,
                profile_version = profile_version + 1
            where id = $1
            returning *
        ), enqueued as (
            {Ensure("updated")}
        )
        select {AccountRow.Columns} from updated
        """;

    public static Query<AccountRow?> ById(long id) => Query.Row(() => new NpgsqlBatchCommand(ByIdSql).With(id), AccountRow.Read)
        .DependingOn(_ => [Tags.Account(id)]).KeptAs($"account/{id}");

    public static Query<List<AccountRow>> ByIds(long[] ids) => Query.Rows(() => new NpgsqlBatchCommand(ByIdsSql).With(ids), AccountRow.Read)
        .DependingOn(_ => [.. ids.Select(Tags.Account)]);

    public static Query<AccountRow?> ByName(string name) => Query.Row(() => new NpgsqlBatchCommand(ByNameSql).With(Account.KeyOf(name)), AccountRow.Read)
        .DependingOn(row => Of(Tags.Name(Account.KeyOf(name)), row)).KeptAs($"name/{Account.KeyOf(name)}");

    public static Query<Credentials?> ByEmail(string email) => Query.Row(() => new NpgsqlBatchCommand(ByEmailSql).With(Account.KeyOf(email)), Credentials.Read)
        .DependingOn(row => Of(Tags.Email(Account.KeyOf(email)), row?.Account));

    /// <summary>Which of a name and an address others have already.</summary>
    public static Query<List<(bool Name, bool Email)>> Taken(string? username, string? email, long except) => Query.Rows(
        () => new NpgsqlBatchCommand(TakenSql).WithText(Key(username)).WithText(Key(email)).With(except),
        row => (!row.IsDBNull(0) && row.GetBoolean(0), !row.IsDBNull(1) && row.GetBoolean(1)));

    public static Write<AccountRow?> Add(long id, string username, string email, string hash, RequestKey? key) => Query.Row(
        () => new NpgsqlBatchCommand(AddSql)
            .With(id).With(username).With(Account.KeyOf(username)).With(email).With(Account.KeyOf(email)).With(hash).WithTrace().With(key),
        AccountRow.Read).Touching(Tags.Account(id), Tags.Name(Account.KeyOf(username)), Tags.Email(Account.KeyOf(email)));

    public static Write<AccountRow?> Update(long id, UpdateUser user, string? hash) => Query.Row(
        () => new NpgsqlBatchCommand(UpdateSql)
            .With(id).WithText(user.Username).WithText(Key(user.Username)).WithText(user.Email).WithText(Key(user.Email)).WithText(hash).WithTrace()
            .With(user.HasBio).WithText(user.Bio).With(user.HasImage).WithText(user.Image),
        AccountRow.Read).Touching([
            Tags.Account(id), .. Touched(user.Username, Tags.Name), .. Touched(user.Email, Tags.Email)]);

    // Whoever takes a name touches it; whoever gives it up, only his account.
    private static string[] Of(string tag, AccountRow? row) => row is null ? [tag] : [tag, Tags.Account(row.Id)];

    private static string[] Touched(string? text, Func<string, string> tag) => Key(text) is { } key ? [tag(key)] : [];

    private static string? Key(string? text) => text is null ? null : Account.KeyOf(text);

    private static string Ensure(string account) => JobSql.Enqueue(
        JobKinds.ProfileEnsured,
        trace: "$7",
        "jsonb_build_object('userId', id, 'username', username, 'bio', bio, 'image', image, 'version', profile_version)",
        $"from {account}");
}
