namespace Conduit.Lab.Map.Requests;

/// <summary>Something that a client of the site does.</summary>
/// <param name="Name">Its name in addresses.</param>
/// <param name="Label">What it is, as a reader would say it.</param>
internal sealed record UserAction(string Name, string Label)
{
    public static readonly UserAction Home = new("home", "read the home page");
    public static readonly UserAction List = new("list", "read the list of articles");
    public static readonly UserAction ListAgain = new("list-again", "read the list again with its entity tag");
    public static readonly UserAction Article = new("article", "read an article");
    public static readonly UserAction Favorite = new("favorite", "favourite an article");
    public static readonly UserAction OwnComment = new("own-comment", "comment, and read the comments");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<UserAction> All { get; } = [Home, List, ListAgain, Article, Favorite, OwnComment];

    public static UserAction? Find(string? name) => All.FirstOrDefault(action => action.Name == name);
}

/// <summary>The result of an action.</summary>
/// <param name="Status">The status of the last response; 0: there was none.</param>
/// <param name="Milliseconds">How long it took.</param>
/// <param name="IsStale">Whether a read did not show what the client had written before; null: it did not check.</param>
internal sealed record UserActionResult(int Status, double Milliseconds, bool? IsStale = null)
{
    public bool IsError => Status is 0 or >= 400;
}
