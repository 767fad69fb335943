namespace Conduit.ApiService.Articles;

internal sealed record NewArticleRequest(NewArticle? Article);

internal sealed record NewArticle(string? Title, string? Description, string? Body, string?[]? TagList);
