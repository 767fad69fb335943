using System.Globalization;
using System.Text.Json;
using Conduit.Data.Ids;

namespace Conduit.Lab.Baseline;

/// <summary>Writes the API's JSON by hand, property by property.</summary>
internal static class ResponseJson
{
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    public static void List(HttpContext http, IEnumerable<ArticleRow> rows, long total) => Write(http, json =>
    {
        json.WriteStartArray("articles");
        foreach (var row in rows) Article(json, row);
        json.WriteEndArray();
        json.WriteNumber("articlesCount", total);
    });

    public static void Article(HttpContext http, ArticleRow row) => Write(http, json =>
    {
        json.WritePropertyName("article");
        Article(json, row);
    });

    public static void Comments(HttpContext http, IEnumerable<CommentRow> rows) => Write(http, json =>
    {
        json.WriteStartArray("comments");
        foreach (var row in rows) Comment(json, row);
        json.WriteEndArray();
    });

    public static void Comment(HttpContext http, CommentRow row) => Write(http, json =>
    {
        json.WritePropertyName("comment");
        Comment(json, row);
    });

    public static void Profile(HttpContext http, ProfileRow row) => Write(
        http, json => Profile(json, "profile", row.Username, row.Bio, row.Image, following: false));

    private static void Write(HttpContext http, Action<Utf8JsonWriter> content)
    {
        http.Response.ContentType = "application/json; charset=utf-8";
        using var json = new Utf8JsonWriter(http.Response.BodyWriter);
        json.WriteStartObject();
        content(json);
        json.WriteEndObject();
    }

    private static void Article(Utf8JsonWriter json, ArticleRow row)
    {
        json.WriteStartObject();
        json.WriteString("slug", Slug.Of(row.Title, row.Id));
        json.WriteString("title", row.Title);
        json.WriteString("description", row.Description);
        if (row.Body is not null) json.WriteString("body", row.Body);
        json.WriteStartArray("tagList");
        foreach (var tag in row.Tags) json.WriteStringValue(tag);
        json.WriteEndArray();
        Time(json, "createdAt", ConduitId.Time(row.Id));
        Time(json, "updatedAt", row.UpdatedAt);
        json.WriteBoolean("favorited", row.Favorited);
        json.WriteNumber("favoritesCount", row.Favorites);
        Profile(json, "author", row.Username, row.Bio, row.Image, row.Following);
        json.WriteEndObject();
    }

    private static void Comment(Utf8JsonWriter json, CommentRow row)
    {
        json.WriteStartObject();
        json.WriteNumber("id", row.Id);
        Time(json, "createdAt", ConduitId.Time(row.Id));
        Time(json, "updatedAt", ConduitId.Time(row.Id));
        json.WriteString("body", row.Body);
        Profile(json, "author", row.Author!.Username, row.Author.Bio, row.Author.Image, following: false);
        json.WriteEndObject();
    }

    private static void Profile(Utf8JsonWriter json, string name, string username, string? bio, string? image, bool following)
    {
        json.WriteStartObject(name);
        json.WriteString("username", username);
        json.WriteString("bio", bio);
        json.WriteString("image", image);
        json.WriteBoolean("following", following);
        json.WriteEndObject();
    }

    private static void Time(Utf8JsonWriter json, string name, DateTime time) =>
        json.WriteString(name, time.ToString(TimeFormat, CultureInfo.InvariantCulture));
}
