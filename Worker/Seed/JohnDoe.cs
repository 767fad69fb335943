namespace Conduit.Worker.Seed;

/// <summary>The user that one can always sign in as and follow.</summary>
internal static class JohnDoe
{
    public const int User = 0;
    public const string Username = "johndoe";
    public const string Email = "john@doe.example";
    public const string Password = "johndoe1";
    public const int Articles = 5;

    /// <summary>How many he follows, so that his feed has something to read.</summary>
    public const int Follows = 12;

    /// <summary>How many comments each of his articles has at least.</summary>
    public const int Comments = 2;

    /// <summary>Whether he wrote an article: five spread over the year, the newest of all among them.</summary>
    public static bool Wrote(int article, int articles) => Enumerable.Range(1, Articles).Any(part => article == (int)((long)articles * part / Articles) - 1);
}
