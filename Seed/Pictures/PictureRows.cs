using Conduit.Data;
using Conduit.Data.Jobs;
using Conduit.Data.Routing;
using Npgsql;

namespace Conduit.Seed.Pictures;

/// <summary>Gives pictures to users and articles that have none, as the API would.</summary>
internal static class PictureRows
{
    private const string HasPictureSql =
        "-- account has a picture\nselect exists (select from accounts where id = $1 and image is not null)";

    private static readonly NamedSql AccountSql = new($"""
        -- account pictured
        with pictured as (
            update accounts set image = @image, profile_version = profile_version + 1 where id = @id and image is null returning *
        ), enqueued as (
            {JobSql.Enqueue(
                JobKinds.CopyProfile,
                "jsonb_build_object('userId', id, 'username', username, 'bio', bio, 'image', image, 'version', profile_version)",
                "from pictured")}
        ), picture_enqueued as (
            {PictureJobs.OfAccount("id", "pictured", "image")}
        )
        select count(*) from pictured
        """);

    private static readonly NamedSql ArticleSql = new($"""
        -- article pictured
        with pictured as (
            update articles set body = @picture || E'\n\n' || body, updated_at = updated_at + interval '1 millisecond'
            where id = @id and body not like '%/media/%'
            returning id, body
        ), picture_enqueued as (
            {PictureJobs.OfArticle("id", "pictured", "body")}
        )
        select count(*) from pictured
        """);

    public static Query<bool> HasPicture(long account) =>
        Query.Value<bool>(() => new NpgsqlBatchCommand(HasPictureSql).With(account));

    public static Write<long> OfAccount(long id, string image) => Query
        .Value<long>(() => AccountSql.With("id", id).With("image", image).WithTrace())
        .Invalidating(CacheTags.Account(id))
        .NotifyingWorkers();

    public static Write<long> OfArticle(long id, string picture) => Query
        .Value<long>(() => ArticleSql.With("id", id).With("picture", picture).WithTrace())
        .Invalidating(CacheTags.Article(id))
        .NotifyingWorkers();
}
