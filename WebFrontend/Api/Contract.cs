using System.Text.Json;
using System.Text.Json.Serialization;

namespace Conduit.WebFrontend.Api;

internal sealed record User(string Username, string Email, string Token, string? Image);

public sealed record Author(string Username, string? Image);

public sealed record Article(
    string Slug,
    string Title,
    string Description,
    string? Body,
    IReadOnlyList<string> TagList,
    DateTimeOffset CreatedAt,
    bool Favorited,
    int FavoritesCount,
    Author Author);

internal sealed record ArticleList(IReadOnlyList<Article> Articles, long ArticlesCount);

internal sealed record Credentials(string? Email, string? Password);

internal sealed record Registration(string? Username, string? Email, string? Password);

internal sealed record ArticleDraft(string? Title, string? Description, string? Body, IReadOnlyList<string> TagList);

internal sealed record UserBody<T>(T User);

internal sealed record ArticleBody<T>(T Article);

internal sealed record ErrorBody(IReadOnlyDictionary<string, IReadOnlyList<string>>? Errors);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(UserBody<User>))]
[JsonSerializable(typeof(UserBody<Credentials>))]
[JsonSerializable(typeof(UserBody<Registration>))]
[JsonSerializable(typeof(ArticleBody<Article>))]
[JsonSerializable(typeof(ArticleBody<ArticleDraft>))]
[JsonSerializable(typeof(ArticleList))]
[JsonSerializable(typeof(ErrorBody))]
internal sealed partial class ContractJson : JsonSerializerContext;
