using Conduit.Data.Accounts;
using Conduit.Data.Articles;
using Conduit.Data.Comments;
using Conduit.Data.Follows;
using Conduit.Data.Ids;
using Conduit.Seed.Text;

namespace Conduit.Seed;

/// <summary>
/// The seeded users, articles, comments, favourites and follows. Each is computed from its number alone, so the result is reproducible and
/// needs no memory.
/// </summary>
/// <param name="plan">The size.</param>
/// <param name="passwords">The password hashes.</param>
internal sealed class World(SeedPlan plan, SeedPasswords passwords)
{
    // The steepness of the power laws for authors, for readers and for topics.
    private const double Fame = 2;
    private const double Zeal = 1.5;
    private const double Fashion = 1.5;

    private const int MaxFollows = 1000;
    private const double MaxReaderShare = 0.6;
    private const int Interests = 3;

    private readonly Calendar _calendar = new(plan.Users, plan.Articles);

    /// <summary>A user's account.</summary>
    public Account Account(int user)
    {
        var random = SeededRandom(RandomStream.User, user);
        var isJohnDoe = user == JohnDoe.User;
        var name = isJohnDoe ? JohnDoe.Username : People.Name(user);
        var email = isJohnDoe ? JohnDoe.Email : $"{name}@conduit.example";
        return new()
        {
            Id = IdOf(user, random),
            Username = name,
            UsernameKey = Data.Accounts.Account.KeyOf(name),
            UsernameSkeleton = Confusables.SkeletonOf(name),
            Email = email,
            EmailKey = Data.Accounts.Account.KeyOf(email),
            PasswordHash = isJohnDoe ? passwords.JohnDoe : passwords.Others,
            Bio = random.Chance(0.7) ? new Filling(Interest(user, 0), random).Of(Phrases.Biographies) : null,
        };
    }

    /// <summary>The follows of a user.</summary>
    public IEnumerable<Follow> Follows(int user)
    {
        var random = SeededRandom(RandomStream.Follows, user);
        var limit = Math.Min(plan.Users - 1, MaxFollows);
        var count = user == JohnDoe.User ? Math.Min(JohnDoe.Follows, limit) : random.Many(3, 0.5, limit);
        var id = IdOf(user);
        // Popular authors have low numbers; johndoe, number 0, comes after the last.
        return random.Ranks(count, plan.Users, Fame, without: (user + plan.Users - 1) % plan.Users)
            .Select(rank => new Follow { UserId = id, AuthorId = IdOf((rank + 1) % plan.Users), IsOn = true, Version = 1 });
    }

    /// <summary>An article with its comments and favourites.</summary>
    public (Article Article, IEnumerable<Comment> Comments, IEnumerable<Favorite> Favorites) Article(int number)
    {
        var random = SeededRandom(RandomStream.Article, number);
        var author = JohnDoe.Wrote(number, plan.Articles) ? JohnDoe.User : 1 + random.Rank(plan.Users - 1, Fame);
        var id = _calendar.Article(number, Place(author), random);
        var theme = Interest(author, random.Below(Interests));
        var essay = Essay.On(theme, random);
        var article = new Article
        {
            Id = id,
            AuthorId = IdOf(author),
            Title = essay.Title,
            Description = essay.Description,
            Body = essay.Body,
            TagList = Tags(theme, random),
            UpdatedAt = ConduitId.Time(id),
        };
        return (article, Comments(number, id, author, theme, random), Favorites(id, author, random));
    }

    private List<Comment> Comments(int article, long id, int author, Theme theme, SeededRandom random)
    {
        var count = Math.Max(author == JohnDoe.User ? JohnDoe.Comments : 0, random.Many(0.7, 0.5, Calendar.MaxComments));
        var filling = new Filling(theme, random);
        return [.. Enumerable.Range(0, count).Select(number => new Comment
        {
            Id = _calendar.Comment(article, number, Place(author), random),
            ArticleId = id,
            AuthorId = IdOf(1 + random.Rank(plan.Users - 1, Zeal)),
            Body = filling.Of(Phrases.Comments),
        })];
    }

    private IEnumerable<Favorite> Favorites(long article, int author, SeededRandom random) =>
        random.Ranks(random.Many(1.2, 0.65, (int)(plan.Users * MaxReaderShare)), plan.Users, Zeal, without: author)
            .Select(reader => new Favorite { ArticleId = article, UserId = IdOf(reader), IsOn = true, Version = 1 });

    private static string[] Tags(Theme theme, SeededRandom random)
    {
        var tags = new List<string> { theme.Tag };
        if (random.Chance(0.6)) tags.Add(theme.Field);
        for (var more = random.Below(3); more > 0; more--) tags.Add(Phrases.Tags[random.Rank(Phrases.Tags.Length, Fashion)]);
        return [.. tags.Distinct(StringComparer.Ordinal)];
    }

    private Theme Interest(int user, int number) =>
        Theme.All[SeededRandom(RandomStream.Interest, (long)user * Interests + number).Rank(Theme.All.Length, Fashion)];

    private long IdOf(int user) => IdOf(user, SeededRandom(RandomStream.User, user));

    private long IdOf(int user, SeededRandom random) => _calendar.User(user, Place(user), random);

    // Round robin, so that all shards get equal numbers of users and of popular authors.
    private short Place(int user) => plan.LogicalShards[user % plan.LogicalShards.Length];

    private SeededRandom SeededRandom(RandomStream kind, long number) => new(plan.Random, kind, number);
}
