using System.Globalization;
using Conduit.Freshness;

namespace Conduit.Data.Routing;

/// <summary>
/// The cache tags: what writes invalidate and results depend on. A cache tag belongs to one database.
/// </summary>
public static class CacheTags
{
    /// <summary>Everything in a database: every write invalidates it.</summary>
    public static readonly string[] Everything = [TagSlots.Everything];

    /// <summary>The set of a shard's articles. Publishing invalidates it.</summary>
    public const string Articles = "articles";

    /// <summary>
    /// The articles that left a list: deleted, or without an article tag they had. Only the old row would show which lists.
    /// </summary>
    public const string Removals = "removals";

    /// <summary>The popularity of a shard's article tags.</summary>
    public const string Popular = "tags";

    /// <summary>An article and its counters.</summary>
    public static string Article(long id) => Of("article", id);

    /// <summary>The set of an author's articles.</summary>
    public static string Author(long id) => Of("author", id);

    /// <summary>The set of the articles with an article tag.</summary>
    public static string ForArticleTag(string name) => $"tag:{name}";

    /// <summary>A reader's favourites on this shard.</summary>
    public static string Favorites(long user) => Of("favorites", user);

    /// <summary>An article's comments.</summary>
    public static string Comments(long article) => Of("comments", article);

    /// <summary>A user's profile on the user's shard.</summary>
    public static string Profile(long user) => Of("profile", user);

    /// <summary>The authors that a user follows, on the user's shard.</summary>
    public static string Follows(long user) => Of("follows", user);

    /// <summary>The authors of a shard that a user follows, on that shard.</summary>
    public static string Following(long user) => Of("following", user);

    /// <summary>A user's account.</summary>
    public static string Account(long id) => Of("account", id);

    /// <summary>The sessions of an account.</summary>
    public static string Sessions(long account) => Of("sessions", account);

    /// <summary>The owner of a username.</summary>
    public static string Name(string key) => $"name:{key}";

    /// <summary>The owner of an e-mail address.</summary>
    public static string Email(string key) => $"email:{key}";

    private static string Of(string kind, long id) => string.Create(CultureInfo.InvariantCulture, $"{kind}:{id}");
}
