namespace Conduit.Lab.Api;

/// <summary>A user whom the lab signed up.</summary>
/// <param name="Id">As the baseline takes it.</param>
/// <param name="Name">The username.</param>
/// <param name="Token">As the API takes it.</param>
internal sealed record LabUser(long Id, string Name, string Token);

/// <summary>An article that is there.</summary>
internal sealed record LabArticle(string Slug, string Author, IReadOnlyList<string> Tags);

/// <summary>How much there has to be.</summary>
/// <param name="Users">Users whom it signs up.</param>
/// <param name="Articles">Articles, of whomever.</param>
/// <param name="WithOwn">Whether some are published to be written to.</param>
internal sealed record CorpusSize(int Users, int Articles, bool WithOwn);

/// <summary>Whom and what the requests are about.</summary>
/// <param name="Users">Each follows some authors and has some favourites.</param>
/// <param name="Articles">What is read.</param>
/// <param name="Discussed">Those of them that have comments.</param>
/// <param name="Own">What is written to: published for this run, so that what is read stays as it is.</param>
internal sealed record Corpus(
    IReadOnlyList<LabUser> Users, IReadOnlyList<LabArticle> Articles, IReadOnlyList<LabArticle> Discussed, IReadOnlyList<LabArticle> Own)
{
    public IEnumerable<string> Authors => Articles.Select(article => article.Author).Distinct();

    public IEnumerable<string> Tags => Articles.SelectMany(article => article.Tags).Distinct();
}
