namespace Conduit.Lab.Api;

/// <summary>A user whom the lab signed up.</summary>
/// <param name="Id">Identifies the user to the baseline.</param>
/// <param name="Name">The username.</param>
/// <param name="Token">Identifies the user to the API.</param>
internal sealed record LabUser(long Id, string Name, string Token);

/// <summary>An article that exists.</summary>
internal sealed record LabArticle(string Slug, string Author, IReadOnlyList<string> Tags);

/// <summary>How much data the set-up has to provide.</summary>
/// <param name="Users">Users to sign up.</param>
/// <param name="Articles">Minimum number of articles, by any author.</param>
/// <param name="WithOwn">Whether to publish articles for writes.</param>
internal sealed record CorpusSize(int Users, int Articles, bool WithOwn);

/// <summary>The users and articles that the requests refer to.</summary>
/// <param name="Users">Users who each follow some authors and have some favourites.</param>
/// <param name="Articles">Articles to read.</param>
/// <param name="Discussed">Articles of these that have comments.</param>
/// <param name="Own">Articles for writes: published for this run, so that the articles to read do not change.</param>
internal sealed record Corpus(
    IReadOnlyList<LabUser> Users, IReadOnlyList<LabArticle> Articles, IReadOnlyList<LabArticle> Discussed, IReadOnlyList<LabArticle> Own)
{
    public IEnumerable<string> Authors => Articles.Select(article => article.Author).Distinct();

    public IEnumerable<string> Tags => Articles.SelectMany(article => article.Tags).Distinct();
}
