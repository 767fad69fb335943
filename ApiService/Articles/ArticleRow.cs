namespace Conduit.ApiService.Articles;

/// <summary>An article as a query reads it from its shard.</summary>
internal sealed record ArticleRow
{
    public required long Id { get; init; }

    public required string Title { get; init; }

    public required string Description { get; init; }

    public required string? Body { get; init; }

    public required string[] TagList { get; init; }

    public required DateTime UpdatedAt { get; init; }

    public required int FavoritesCount { get; init; }

    public required bool Favorited { get; init; }

    public required string Username { get; init; }

    public required string? Bio { get; init; }

    public required string? Image { get; init; }
}
