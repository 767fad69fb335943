using Conduit.Data.Accounts;
using Conduit.Data.Articles;
using Conduit.Data.Comments;
using Conduit.Data.Follows;
using Npgsql;
using NpgsqlTypes;

namespace Conduit.Seed;

/// <summary>The tables to fill. Triggers maintain the counters.</summary>
internal static class SeedTables
{
    public static readonly SeedTable<Account> Accounts = new(
        "accounts",
        "id, username, username_key, email, email_key, password_hash, token_version, bio, profile_version, username_skeleton",
        (copy, account) =>
        {
            copy.Write(account.Id);
            copy.Write(account.Username);
            copy.Write(account.UsernameKey);
            copy.Write(account.Email);
            copy.Write(account.EmailKey);
            copy.Write(account.PasswordHash);
            copy.Write(account.TokenVersion);
            WriteText(copy, account.Bio);
            copy.Write(account.ProfileVersion);
            WriteText(copy, account.UsernameSkeleton);
        });

    public static readonly SeedTable<Profile> Profiles = new("profiles", "user_id, username, bio, version", (copy, profile) =>
    {
        copy.Write(profile.UserId);
        copy.Write(profile.Username);
        WriteText(copy, profile.Bio);
        copy.Write(profile.Version);
    });

    public static readonly SeedTable<Follow> Follows = new("follows", "user_id, author_id, is_on, version", (copy, follow) =>
    {
        copy.Write(follow.UserId);
        copy.Write(follow.AuthorId);
        copy.Write(follow.IsOn);
        copy.Write(follow.Version);
    });

    public static readonly SeedTable<Follow> Followers = Follows with { Name = "followers" };

    public static readonly SeedTable<Article> Articles = new(
        "articles",
        "id, author_id, title, description, body, tag_list, updated_at",
        (copy, article) =>
        {
            copy.Write(article.Id);
            copy.Write(article.AuthorId);
            copy.Write(article.Title);
            copy.Write(article.Description);
            copy.Write(article.Body);
            copy.Write(article.TagList, NpgsqlDbType.Array | NpgsqlDbType.Text);
            copy.Write(article.UpdatedAt, NpgsqlDbType.TimestampTz);
        });

    public static readonly SeedTable<Article> ArticleCounters = new("article_counters", "article_id, favorites", (copy, article) =>
    {
        copy.Write(article.Id);
        copy.Write(0);
    });

    public static readonly SeedTable<ArticleTag> ArticleTags = new("article_tags", "tag, article_id", (copy, tag) =>
    {
        copy.Write(tag.Tag);
        copy.Write(tag.ArticleId);
    });

    public static readonly SeedTable<Comment> Comments = new("comments", "id, article_id, author_id, body", (copy, comment) =>
    {
        copy.Write(comment.Id);
        copy.Write(comment.ArticleId);
        copy.Write(comment.AuthorId);
        copy.Write(comment.Body);
    });

    public static readonly SeedTable<Favorite> Favorites = new("favorites", "article_id, user_id, is_on, version", (copy, favorite) =>
    {
        copy.Write(favorite.ArticleId);
        copy.Write(favorite.UserId);
        copy.Write(favorite.IsOn);
        copy.Write(favorite.Version);
    });

    private static void WriteText(NpgsqlBinaryImporter copy, string? text)
    {
        if (text is null) copy.WriteNull();
        else copy.Write(text);
    }
}
