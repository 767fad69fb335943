namespace Conduit.Tests.Api.Fuzz;

/// <summary>An endpoint of the contract.</summary>
/// <param name="Method">Its method.</param>
/// <param name="Path">Its path, with names for the parts that vary.</param>
/// <param name="Wrapper">The only property of its body, where it takes one.</param>
/// <param name="Fields">The fields inside that property.</param>
internal sealed record Endpoint(string Method, string Path, string? Wrapper = null, params string[] Fields)
{
    public static readonly Endpoint[] All =
    [
        new("POST", "/api/users", "user", "username", "email", "password"),
        new("POST", "/api/users/login", "user", "email", "password"),
        new("GET", "/api/user"),
        new("PUT", "/api/user", "user", "username", "email", "password", "bio", "image"),
        new("GET", "/api/profiles/{username}"),
        new("POST", "/api/profiles/{username}/follow"),
        new("DELETE", "/api/profiles/{username}/follow"),
        new("GET", "/api/articles{query}"),
        new("GET", "/api/articles/feed{query}"),
        new("POST", "/api/articles", "article", "title", "description", "body", "tagList"),
        new("GET", "/api/articles/{slug}"),
        new("PUT", "/api/articles/{slug}", "article", "title", "description", "body", "tagList"),
        new("DELETE", "/api/articles/{slug}"),
        new("GET", "/api/articles/{slug}/comments"),
        new("POST", "/api/articles/{slug}/comments", "comment", "body"),
        new("DELETE", "/api/articles/{slug}/comments/{comment}"),
        new("POST", "/api/articles/{slug}/favorite"),
        new("DELETE", "/api/articles/{slug}/favorite"),
        new("GET", "/api/tags"),
        new("GET", "/api/notifications{query}"),
        new("POST", "/api/notifications/read{query}"),
        new("GET", "/api/search{query}"),
    ];

    /// <summary>Whether the endpoint ignores tokens.</summary>
    public bool IsAnonymous => Path.StartsWith("/api/users", StringComparison.Ordinal);
}
