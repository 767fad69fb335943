using System.Text.Json;
using Conduit.Lab.Api;

namespace Conduit.Lab.Consistency;

/// <summary>What somebody may ask for, and what the answer says about the registers.</summary>
/// <param name="Kind">As the report calls it.</param>
/// <param name="Path">What is asked for.</param>
/// <param name="Reader">Who asks; null: nobody in particular.</param>
/// <param name="Check">Finds what the answer shows of which register.</param>
internal sealed record View(string Kind, string Path, LabUser? Reader, Func<Seen, IEnumerable<Sight>> Check)
{
    /// <summary>All views that show something of a person, of what he does to the next, and of what the one before does to him.</summary>
    public static IEnumerable<View> Of(Person one, Person next)
    {
        yield return new("article", next.Path, null, seen => Article(seen.Body.GetProperty("article"), one, next, isReader: false));
        yield return new("article, signed in", next.Path, one.User, seen => Article(seen.Body.GetProperty("article"), one, next, isReader: true));
        yield return new("comments", $"{next.Path}/comments", null, seen => Comments(seen.Body, one));
        yield return new("profile", $"/api/profiles/{next.Name}", null, seen => [Sight.Of(next.Bio, Person.VersionOf(seen.Body.GetProperty("profile").GetProperty("bio")))]);
        yield return new("profile, signed in", $"/api/profiles/{next.Name}", one.User, seen => [
            Sight.Of(next.Bio, Person.VersionOf(seen.Body.GetProperty("profile").GetProperty("bio"))), Sight.Of(one.Follow, seen.Body.GetProperty("profile").GetProperty("following").GetBoolean())]);
        yield return new("user", "/api/user", one.User, seen => [Sight.Of(one.Bio, Person.VersionOf(seen.Body.GetProperty("user").GetProperty("bio")))]);
        yield return new("by author", $"/api/articles?author={next.Name}&limit=100", null, seen => OfAuthor(seen, one, next, isReader: false, isWhole: true));
        yield return new("by author, signed in", $"/api/articles?author={next.Name}&limit=100", one.User, seen => OfAuthor(seen, one, next, isReader: true, isWhole: true));
        yield return new("by tag", $"/api/articles?tag={next.Tag}&limit=100", null, seen => OfAuthor(seen, one, next, isReader: false, isWhole: true));
        yield return new("newest", "/api/articles?limit=50", null, seen => OfAuthor(seen, one, next, isReader: false, isWhole: false));
        yield return new("newest, signed in", "/api/articles?limit=50", one.User, seen => OfAuthor(seen, one, next, isReader: true, isWhole: false));
        yield return new("favourited", $"/api/articles?favorited={one.Name}", null, seen => seen.IsPartial ? [] : [Sight.Of(one.Favorite, Articles(seen).Any(article => Slug(article) == next.Article))]);
        yield return new("feed", "/api/articles/feed?limit=100", one.User, seen => Feed(seen, one, next));
    }

    private static IEnumerable<Sight> Article(JsonElement article, Person one, Person next, bool isReader)
    {
        yield return Sight.Of(next.Description, Person.VersionOf(article.GetProperty("description")));
        yield return Sight.Of(next.Bio, Person.VersionOf(article.GetProperty("author").GetProperty("bio")));
        var favorites = article.GetProperty("favoritesCount").GetInt32();
        yield return Sight.Of(one.Favorite, favorites == 1) with { Shown = $"counted {favorites} times" };
        if (!isReader) yield break;
        yield return Sight.Of(one.Favorite, article.GetProperty("favorited").GetBoolean());
        yield return Sight.Of(one.Follow, article.GetProperty("author").GetProperty("following").GetBoolean());
    }

    private static IEnumerable<Sight> Comments(JsonElement body, Person one)
    {
        var his = body.GetProperty("comments").EnumerateArray().Where(comment => comment.GetProperty("author").GetProperty("username").GetString() == one.Name).ToList();
        foreach (var comment in his) yield return Sight.Of(one.Bio, Person.VersionOf(comment.GetProperty("author").GetProperty("bio")));
        foreach (var sight in Newest(one.Comment, one.DeletedComment, [.. his.Select(comment => Person.VersionOf(comment.GetProperty("body")))])) yield return sight;
    }

    // A list of the newest may have no room for all; one without a shard has not all either.
    private static IEnumerable<Sight> OfAuthor(Seen seen, Person one, Person next, bool isReader, bool isWhole)
    {
        var his = Articles(seen).Where(article => article.GetProperty("author").GetProperty("username").GetString() == next.Name).ToList();
        var standing = his.Where(article => Slug(article) == next.Article).ToList();
        foreach (var article in standing)
            foreach (var sight in Article(article, one, next, isReader)) yield return sight;

        if (seen.IsPartial || !isWhole) yield break;
        yield return Sight.Always(next.Description, standing.Count == 1, "is not in the list");
        var others = his.Except(standing).Select(article => Person.VersionOf(article.GetProperty("title"))).ToList();
        foreach (var sight in Newest(next.Published, next.DeletedPublication, others)) yield return sight;
    }

    private static IEnumerable<Sight> Feed(Seen seen, Person one, Person next)
    {
        var standing = Articles(seen).Where(article => Slug(article) == next.Article).ToList();
        if (!seen.IsPartial) yield return Sight.Of(one.Follow, standing.Count == 1);
        foreach (var article in standing)
        {
            yield return Sight.Of(next.Description, Person.VersionOf(article.GetProperty("description")));
            yield return Sight.Of(one.Favorite, article.GetProperty("favorited").GetBoolean());
        }
    }

    // Versions are added in turn, and each but the newest deleted.
    private static IEnumerable<Sight> Newest(Register added, Register deleted, List<long> versions)
    {
        yield return Sight.Of(added, versions.Count == 0 ? 0 : versions.Max());
        if (versions.Count > 0) yield return Sight.After(deleted, versions.Min());
    }

    private static JsonElement.ArrayEnumerator Articles(Seen seen) => seen.Body.GetProperty("articles").EnumerateArray();

    private static string? Slug(JsonElement article) => article.GetProperty("slug").GetString();
}

/// <summary>What an answer shows of a register.</summary>
/// <param name="Register">The register.</param>
/// <param name="Shown">In words.</param>
/// <param name="MayBe">Whether this may be shown within these bounds.</param>
internal sealed record Sight(Register Register, string Shown, Func<Bounds, bool> MayBe)
{
    public static Sight Of(Register register, long version) => new(register, $"version {version}", bounds => bounds.Hold(version));

    public static Sight Of(Register register, bool on) => new(register, on ? "on" : "off", bounds => bounds.Hold(on));

    /// <summary>What comes after what was deleted: that itself must not be there.</summary>
    public static Sight After(Register register, long version) => new(register, $"version {version}, though deleted", bounds => version > bounds.From);

    public static Sight Always(Register register, bool holds, string otherwise) => new(register, otherwise, _ => holds);
}
