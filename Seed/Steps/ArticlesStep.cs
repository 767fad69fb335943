using Conduit.Data.Articles;

namespace Conduit.Seed.Steps;

/// <summary>Articles with their tags, comments and favourites, all on the author's shard.</summary>
internal sealed class ArticlesStep(SeedShards shards, World world, int total) : ISeedStep
{
    public string What => "articles";

    public int Total => total;

    public Task AddAsync(IEnumerable<int> numbers, CancellationToken cancellationToken)
    {
        return shards.AddAsync(
            numbers.Select(world.Article),
            made => made.Article.Id,
            async (connection, made) =>
            {
                var articles = made.Select(one => one.Article).ToList();
                await SeedTables.Articles.AddAsync(connection, articles, cancellationToken);
                await SeedTables.ArticleCounters.AddAsync(connection, articles, cancellationToken);
                await SeedTables.ArticleTags.AddAsync(connection, articles.SelectMany(TagsOf), cancellationToken);
                await SeedTables.Comments.AddAsync(connection, made.SelectMany(one => one.Comments), cancellationToken);
                await SeedTables.Favorites.AddAsync(connection, made.SelectMany(one => one.Favorites), cancellationToken);
            },
            cancellationToken);
    }

    private static IEnumerable<ArticleTag> TagsOf(Article article) =>
        article.TagList.Select(tag => new ArticleTag { Tag = tag, ArticleId = article.Id });
}
