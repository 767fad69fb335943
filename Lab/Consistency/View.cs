using System.Text.Json;
using Conduit.Lab.Api;

namespace Conduit.Lab.Consistency;

/// <summary>A request that a reader can send, and what its response shows of the registers.</summary>
/// <param name="Kind">The name in the report.</param>
/// <param name="Path">The path of the request.</param>
/// <param name="Reader">The signed-in user; null for an anonymous request.</param>
/// <param name="Check">Reads the registers from the response.</param>
internal sealed record View(string Kind, string Path, LabUser? Reader, Func<ViewResponse, IEnumerable<Observation>> Check)
{
    /// <summary>All views that show registers of a person or of the next one.</summary>
    public static IEnumerable<View> Of(Person one, Person next)
    {
        var profile = $"/api/profiles/{next.Name}";
        var byAuthor = $"/api/articles?author={next.Name}&limit=100";
        var byTag = $"/api/articles?tag={next.Tag}&limit=100";
        const string Newest = "/api/articles?limit=50";
        var reader = one.User;

        yield return new("article", next.Path, null, response => Article(ArticleOf(response), one, next, isReader: false));
        yield return new("article, signed in", next.Path, reader, response => Article(ArticleOf(response), one, next, isReader: true));
        yield return new("comments", $"{next.Path}/comments", null, response => Comments(response.Body, one));
        yield return new("profile", profile, null, response => Profile(response, one, next, isReader: false));
        yield return new("profile, signed in", profile, reader, response => Profile(response, one, next, isReader: true));
        yield return new("user", "/api/user", reader, response => [Observation.Of(one.Bio, BioOf(response.Body.GetProperty("user")))]);
        yield return new("by author", byAuthor, null, response => OfAuthor(response, one, next, isReader: false, isComplete: true));
        yield return new(
            "by author, signed in", byAuthor, reader, response => OfAuthor(response, one, next, isReader: true, isComplete: true));
        yield return new("by tag", byTag, null, response => OfAuthor(response, one, next, isReader: false, isComplete: true));
        yield return new("newest", Newest, null, response => OfAuthor(response, one, next, isReader: false, isComplete: false));
        yield return new("newest, signed in", Newest, reader, response => OfAuthor(response, one, next, isReader: true, isComplete: false));
        yield return new("favourited", $"/api/articles?favorited={one.Name}", null, response => Favorited(response, one, next));
        yield return new("feed", "/api/articles/feed?limit=100", reader, response => Feed(response, one, next));
    }

    private static IEnumerable<Observation> Article(JsonElement article, Person one, Person next, bool isReader)
    {
        yield return Observation.Of(next.Description, Person.VersionOf(article.GetProperty("description")));
        yield return Observation.Of(next.Bio, BioOf(article.GetProperty("author")));
        var favorites = article.GetProperty("favoritesCount").GetInt32();
        yield return Observation.Of(one.Favorite, favorites == 1) with { Shown = $"counted {favorites} times" };
        if (!isReader) yield break;
        yield return Observation.Of(one.Favorite, article.GetProperty("favorited").GetBoolean());
        yield return Observation.Of(one.Follow, article.GetProperty("author").GetProperty("following").GetBoolean());
    }

    private static IEnumerable<Observation> Profile(ViewResponse response, Person one, Person next, bool isReader)
    {
        var profile = response.Body.GetProperty("profile");
        yield return Observation.Of(next.Bio, BioOf(profile));
        if (isReader) yield return Observation.Of(one.Follow, profile.GetProperty("following").GetBoolean());
    }

    private static IEnumerable<Observation> Comments(JsonElement body, Person one)
    {
        var comments = body.GetProperty("comments").EnumerateArray().Where(comment => AuthorOf(comment) == one.Name).ToList();
        foreach (var comment in comments) yield return Observation.Of(one.Bio, BioOf(comment.GetProperty("author")));
        var versions = comments.Select(comment => Person.VersionOf(comment.GetProperty("body"))).ToList();
        foreach (var observation in NewestOf(one.Comment, one.DeletedComment, versions)) yield return observation;
    }

    // A list of the newest articles can be too short for all of them, and a list without one shard is incomplete.
    private static IEnumerable<Observation> OfAuthor(ViewResponse response, Person one, Person next, bool isReader, bool isComplete)
    {
        var articles = Articles(response).Where(article => AuthorOf(article) == next.Name).ToList();
        var permanent = articles.Where(article => Slug(article) == next.Article).ToList();
        foreach (var article in permanent)
            foreach (var observation in Article(article, one, next, isReader)) yield return observation;

        if (response.IsPartial || !isComplete) yield break;
        yield return Observation.Always(next.Description, permanent.Count == 1, "is not in the list");
        var versions = articles.Except(permanent).Select(article => Person.VersionOf(article.GetProperty("title"))).ToList();
        foreach (var observation in NewestOf(next.Published, next.DeletedPublication, versions)) yield return observation;
    }

    private static IEnumerable<Observation> Favorited(ViewResponse response, Person one, Person next)
    {
        if (response.IsPartial) yield break;
        yield return Observation.Of(one.Favorite, Articles(response).Any(article => Slug(article) == next.Article));
    }

    private static IEnumerable<Observation> Feed(ViewResponse response, Person one, Person next)
    {
        var permanent = Articles(response).Where(article => Slug(article) == next.Article).ToList();
        if (!response.IsPartial) yield return Observation.Of(one.Follow, permanent.Count == 1);
        foreach (var article in permanent)
        {
            yield return Observation.Of(next.Description, Person.VersionOf(article.GetProperty("description")));
            yield return Observation.Of(one.Favorite, article.GetProperty("favorited").GetBoolean());
        }
    }

    // A writer adds one version after the other, and deletes all except the newest.
    private static IEnumerable<Observation> NewestOf(Register added, Register deleted, List<long> versions)
    {
        yield return Observation.Of(added, versions.Count == 0 ? 0 : versions.Max());
        if (versions.Count > 0) yield return Observation.After(deleted, versions.Min());
    }

    private static JsonElement ArticleOf(ViewResponse response) => response.Body.GetProperty("article");

    private static JsonElement.ArrayEnumerator Articles(ViewResponse response) => response.Body.GetProperty("articles").EnumerateArray();

    private static string? AuthorOf(JsonElement item) => item.GetProperty("author").GetProperty("username").GetString();

    private static long BioOf(JsonElement profile) => Person.VersionOf(profile.GetProperty("bio"));

    private static string? Slug(JsonElement article) => article.GetProperty("slug").GetString();
}

/// <summary>What a response shows of a register.</summary>
/// <param name="Register">The register.</param>
/// <param name="Shown">The observed value in words.</param>
/// <param name="IsAllowed">Whether the value is consistent with some bounds.</param>
internal sealed record Observation(Register Register, string Shown, Func<Bounds, bool> IsAllowed)
{
    public static Observation Of(Register register, long version) =>
        new(register, $"version {version}", bounds => bounds.Contains(version));

    public static Observation Of(Register register, bool on) => new(register, on ? "on" : "off", bounds => bounds.Contains(on));

    /// <summary>A version that must be newer than the last deleted one.</summary>
    public static Observation After(Register register, long version) =>
        new(register, $"version {version}, though deleted", bounds => version > bounds.From);

    public static Observation Always(Register register, bool holds, string otherwise) => new(register, otherwise, _ => holds);
}
