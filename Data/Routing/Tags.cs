using System.Globalization;
using Conduit.Freshness;

namespace Conduit.Data.Routing;

/// <summary>
/// What a write touches and an answer depends on. A tag is of the database that is written to and read from: the same one elsewhere is
/// another one.
/// </summary>
public static class Tags
{
    /// <summary>All that is in a database: every write touches it.</summary>
    public static readonly string[] Everything = [TagSlots.Everything];

    /// <summary>Which articles a shard has. Publishing touches it.</summary>
    public const string Articles = "articles";

    /// <summary>
    /// Which articles have left a list they were in: deleted, or no longer with a tag. Only the row would tell which lists.
    /// </summary>
    public const string Removals = "removals";

    /// <summary>How popular a shard's tags are.</summary>
    public const string Popular = "tags";

    /// <summary>An article and its counters.</summary>
    public static string Article(long id) => Of("article", id);

    /// <summary>Which articles an author has.</summary>
    public static string Author(long id) => Of("author", id);

    /// <summary>Which articles a tag has.</summary>
    public static string Tag(string name) => $"tag:{name}";

    /// <summary>A reader's favourites on this shard.</summary>
    public static string Favorites(long user) => Of("favorites", user);

    /// <summary>An article's comments.</summary>
    public static string Comments(long article) => Of("comments", article);

    /// <summary>A user's profile on his shard.</summary>
    public static string Profile(long user) => Of("profile", user);

    /// <summary>Whom a user follows, as his own shard knows it.</summary>
    public static string Follows(long user) => Of("follows", user);

    /// <summary>Whom of a shard's authors a user follows, as that shard knows it.</summary>
    public static string Following(long user) => Of("following", user);

    /// <summary>A user's account.</summary>
    public static string Account(long id) => Of("account", id);

    /// <summary>The sessions of an account.</summary>
    public static string Sessions(long account) => Of("sessions", account);

    /// <summary>Whose a name is.</summary>
    public static string Name(string key) => $"name:{key}";

    /// <summary>Whose an e-mail address is.</summary>
    public static string Email(string key) => $"email:{key}";

    private static string Of(string kind, long id) => string.Create(CultureInfo.InvariantCulture, $"{kind}:{id}");
}
