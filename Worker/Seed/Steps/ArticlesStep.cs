using Conduit.Data.Articles;

namespace Conduit.Worker.Seed.Steps;

/// <summary>Articles with their tags, comments and favourites, all on the author's shard.</summary>
internal sealed class ArticlesStep(SeedShards shards, World world, int total) : ISeedStep
{
    public string What => "articles";

    public int Total => total;

    public Task AddAsync(IEnumerable<int> numbers, CancellationToken cancel) => shards.AddAsync(numbers.Select(world.Article), made => made.Article.Id, async (connection, made) =>
    {
        var articles = made.Select(one => one.Article).ToList();
        await SeedTables.Articles.AddAsync(connection, articles, cancel);
        await SeedTables.ArticleCounters.AddAsync(connection, articles, cancel);
        var tags = articles.SelectMany(article => article.TagList.Select(tag => new ArticleTag { Tag = tag, ArticleId = article.Id }));
        await SeedTables.ArticleTags.AddAsync(connection, tags, cancel);
        await SeedTables.Comments.AddAsync(connection, made.SelectMany(one => one.Comments), cancel);
        await SeedTables.Favorites.AddAsync(connection, made.SelectMany(one => one.Favorites), cancel);
    }, cancel);
}
