using System.Text.Json;
using System.Text.Json.Serialization;
using Conduit.WebFrontend.Sessions;

namespace Conduit.WebFrontend.Api;

internal sealed record User(string Username, string Email, string Token, string? Bio, string? Image)
{
    public SessionUser ToSessionUser() => new(Username, Email, Image);
}

public sealed record Profile(string Username, string? Bio, string? Image, bool Following);

public sealed record Article(
    string Slug,
    string Title,
    string Description,
    string? Body,
    IReadOnlyList<string> TagList,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    bool Favorited,
    int FavoritesCount,
    Profile Author);

public sealed record ArticleList(IReadOnlyList<Article> Articles, long ArticlesCount);

public sealed record Comment(long Id, DateTimeOffset CreatedAt, string Body, Profile Author);

public sealed record CommentList(IReadOnlyList<Comment> Comments);

internal sealed record TagNames(IReadOnlyList<string> Tags);

/// <summary>What other users did; the actor is the latest of those who did the same.</summary>
public sealed record Notification(
    long Id, string Kind, DateTimeOffset CreatedAt, bool Read, Profile Actor, int ActorsCount, NotifiedArticle? Article);

public sealed record NotifiedArticle(string Slug, string Title);

internal sealed record NotificationList(IReadOnlyList<Notification> Notifications, int UnreadCount);

internal sealed record UnreadCount([property: JsonPropertyName("unreadCount")] int Count);

internal sealed record Credentials(string? Email, string? Password);

internal sealed record Registration(string? Username, string? Email, string? Password);

/// <summary>Changes to a user; a null password leaves it unchanged.</summary>
internal sealed record Change(
    string? Username,
    string? Email,
    string? Bio,
    string? Image,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Password,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? CurrentPassword);

public sealed record SignedInSession(
    string Id, DateTimeOffset CreatedAt, DateTimeOffset LastSeenAt, string? UserAgent, string? Address, bool Current);

internal sealed record SessionList(IReadOnlyList<SignedInSession> Sessions);

internal sealed record ArticleDraft(string? Title, string? Description, string? Body, IReadOnlyList<string> TagList);

internal sealed record CommentDraft(string? Body);

/// <summary>A new picture of the user; null: none.</summary>
internal sealed record ImageChange(string? Image);

/// <summary>A picture that the media service has accepted: its address, with size and colour.</summary>
internal sealed record UploadedPicture(string Url);

internal sealed record MediaBody(UploadedPicture Media);

internal sealed record UserBody<T>(T User);

internal sealed record ProfileBody(Profile Profile);

internal sealed record ArticleBody<T>(T Article);

internal sealed record CommentBody<T>(T Comment);

/// <summary>A response without content.</summary>
internal sealed record Done;

internal sealed record ErrorBody(IReadOnlyDictionary<string, IReadOnlyList<string>>? Errors);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(UserBody<User>))]
[JsonSerializable(typeof(UserBody<Credentials>))]
[JsonSerializable(typeof(UserBody<Registration>))]
[JsonSerializable(typeof(UserBody<Change>))]
[JsonSerializable(typeof(UserBody<ImageChange>))]
[JsonSerializable(typeof(MediaBody))]
[JsonSerializable(typeof(SessionList))]
[JsonSerializable(typeof(ProfileBody))]
[JsonSerializable(typeof(ArticleBody<Article>))]
[JsonSerializable(typeof(ArticleBody<ArticleDraft>))]
[JsonSerializable(typeof(ArticleList))]
[JsonSerializable(typeof(CommentBody<Comment>))]
[JsonSerializable(typeof(CommentBody<CommentDraft>))]
[JsonSerializable(typeof(CommentList))]
[JsonSerializable(typeof(TagNames))]
[JsonSerializable(typeof(NotificationList))]
[JsonSerializable(typeof(UnreadCount))]
[JsonSerializable(typeof(Done))]
[JsonSerializable(typeof(ErrorBody))]
internal sealed partial class ContractJson : JsonSerializerContext;
