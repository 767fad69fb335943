namespace Conduit.Seed;

/// <summary>The seeded user with a known password.</summary>
internal static class JohnDoe
{
    public const int User = 0;
    public const string Username = "johndoe";
    public const string Email = "john@doe.example";
    public const string Password = "johndoe1";
    public const int Articles = 5;

    /// <summary>How many users the account follows, so that its feed is not empty.</summary>
    public const int Follows = 12;

    /// <summary>The minimum number of comments of each of the user's articles.</summary>
    public const int Comments = 2;

    /// <summary>Whether the user wrote an article: five spread over the year, including the newest of all.</summary>
    public static bool Wrote(int article, int articles) =>
        Enumerable.Range(1, Articles).Any(part => article == (int)((long)articles * part / Articles) - 1);
}
