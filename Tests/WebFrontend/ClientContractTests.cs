using System.Reflection;
using System.Text.Json;
using Conduit.Tests.Application;

namespace Conduit.Tests.WebFrontend;

/// <summary>The web servers' API client matches the API's description.</summary>
public sealed class ClientContractTests
{
    private static readonly JsonElement Schemas = JsonDocument
        .Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Api", "openapi.json")))
        .RootElement.GetProperty("components").GetProperty("schemas");

    private static readonly Assembly Pages = Assembly.LoadFrom(Repository.Built("WebFrontend", "WebFrontend.dll"));

    [Theory]
    [InlineData("User", "User")]
    [InlineData("Profile", "Profile")]
    [InlineData("Article", "Article")]
    [InlineData("Article", "ListedArticle")]
    [InlineData("ArticleList", "ArticlesResponse")]
    [InlineData("Comment", "Comment")]
    [InlineData("CommentList", "CommentsResponse")]
    [InlineData("TagNames", "TagsResponse")]
    [InlineData("Notification", "Notification")]
    [InlineData("NotifiedArticle", "NotifiedArticle")]
    [InlineData("NotificationList", "NotificationsResponse")]
    [InlineData("UnreadCount", "UnreadResponse")]
    [InlineData("Credentials", "LoginUser")]
    [InlineData("Registration", "NewUser")]
    [InlineData("Change", "UpdateUser")]
    [InlineData("ArticleDraft", "NewArticle")]
    [InlineData("ArticleDraft", "UpdateArticle")]
    [InlineData("CommentDraft", "NewComment")]
    public void Client_types_match_the_description(string type, string schema)
    {
        var described = Schemas.GetProperty(schema).GetProperty("properties");
        var known = Pages.GetType($"Conduit.WebFrontend.Api.{type}", throwOnError: true)!;
        foreach (var property in known.GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            // The only property that lists leave out.
            if ((schema, property.Name) is ("ListedArticle", "Body")) continue;
            var name = (schema, property.Name) is ("UnreadResponse", _)
                ? "unreadCount"
                : JsonNamingPolicy.CamelCase.ConvertName(property.Name);
            Assert.True(described.TryGetProperty(name, out var value), $"{schema} has no {name}");
            Assert.True(
                Fits(property, value),
                $"{type}.{property.Name} is {property.PropertyType.Name}, and {schema}.{name} is {value.GetRawText()}");
        }
    }

    private static bool Fits(PropertyInfo property, JsonElement value)
    {
        string?[] kinds = !value.TryGetProperty("type", out var type)
            ? ["object"]
            : type.ValueKind is JsonValueKind.Array
                ? [.. type.EnumerateArray().Select(one => one.GetString())]
                : [type.GetString()];
        var mayBeNull = kinds.Contains("null") || value.TryGetProperty("oneOf", out _);
        var expected = property.PropertyType.Name switch
        {
            "String" or "DateTimeOffset" => "string",
            "Boolean" => "boolean",
            "Int32" or "Int64" => "integer",
            "IReadOnlyList`1" => "array",
            _ => "object",
        };
        return kinds.Contains(expected)
            && (!mayBeNull || new NullabilityInfoContext().Create(property).ReadState is NullabilityState.Nullable);
    }
}
