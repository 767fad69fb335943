namespace Conduit.Data.Jobs;

/// <summary>
/// SQL that enqueues the jobs by which the media service learns which pictures are used. Only changes of texts that contain an address of
/// a picture enqueue one, so others cost nothing.
/// </summary>
public static class PictureJobs
{
    // Part of every address of a picture.
    private const string Address = "'%/media/%'";

    /// <summary>Returns an insert of a job, with the parameter <c>@trace</c>.</summary>
    /// <param name="article">An SQL expression of the article's id.</param>
    /// <param name="from">The from clause, without <c>where</c>.</param>
    /// <param name="texts">SQL expressions of the texts before and after the change; each may be null.</param>
    /// <returns>The SQL.</returns>
    public static string OfArticle(string article, string from, params string[] texts) =>
        Enqueue(JobKinds.ArticlePictures, $"jsonb_build_object('articleId', {article})", from, texts);

    /// <summary>Returns an insert of a job, with the parameter <c>@trace</c>.</summary>
    /// <param name="account">An SQL expression of the account's id.</param>
    /// <param name="from">The from clause, without <c>where</c>.</param>
    /// <param name="texts">SQL expressions of the addresses before and after the change; each may be null.</param>
    /// <returns>The SQL.</returns>
    public static string OfAccount(string account, string from, params string[] texts) =>
        Enqueue(JobKinds.AccountPicture, $"jsonb_build_object('accountId', {account})", from, texts);

    private static string Enqueue(string kind, string payload, string from, string[] texts) => JobSql.Enqueue(
        kind, payload, $"from {from} where {string.Join(" or ", texts.Select(text => $"{text} like {Address}"))}", JobLane.Bulk);
}
