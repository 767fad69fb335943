using Conduit.Data.Accounts;
using Conduit.Data.Articles;
using Conduit.Data.Comments;
using Conduit.Data.Follows;
using Conduit.Data.Ids;
using Conduit.Worker.Seed.Text;

namespace Conduit.Worker.Seed;

/// <summary>Everybody and everything in the seeded world. Each part is worked out from its number alone: nothing need be kept, and it comes out the same each time.</summary>
/// <param name="plan">How big it is.</param>
/// <param name="passwords">What opens its accounts.</param>
internal sealed class World(SeedPlan plan, SeedPasswords passwords)
{
    // The steepness of power laws: who writes and is followed, who reads, what is written about.
    private const double Fame = 2;
    private const double Zeal = 1.5;
    private const double Fashion = 1.5;

    private const int MostFollows = 1000;
    private const double MostReaders = 0.6;
    private const int Interests = 3;

    private readonly Calendar _calendar = new(plan.Users, plan.Articles);

    /// <summary>A user's account.</summary>
    public Account Account(int user)
    {
        var dice = SeededRandom(For.User, user);
        var isJohnDoe = user == JohnDoe.User;
        var name = isJohnDoe ? JohnDoe.Username : People.Name(user);
        var email = isJohnDoe ? JohnDoe.Email : $"{name}@conduit.example";
        return new()
        {
            Id = IdOf(user, dice),
            Username = name,
            UsernameKey = Data.Accounts.Account.KeyOf(name),
            UsernameSkeleton = Confusables.SkeletonOf(name),
            Email = email,
            EmailKey = Data.Accounts.Account.KeyOf(email),
            PasswordHash = isJohnDoe ? passwords.JohnDoe : passwords.Nobody,
            Bio = dice.Chance(0.7) ? new Filling(Interest(user, 0), dice).Of(Phrases.Biographies) : null,
        };
    }

    /// <summary>Whom a user follows.</summary>
    public IEnumerable<Follow> Follows(int user)
    {
        var dice = SeededRandom(For.Follows, user);
        var most = Math.Min(plan.Users - 1, MostFollows);
        var asked = user == JohnDoe.User ? Math.Min(JohnDoe.Follows, most) : dice.Many(3, 0.5, most);
        var id = IdOf(user);
        // The famous have low numbers; johndoe, number 0, comes after the last.
        return dice.Ranks(asked, plan.Users, Fame, without: (user + plan.Users - 1) % plan.Users)
            .Select(rank => new Follow { UserId = id, AuthorId = IdOf((rank + 1) % plan.Users), IsOn = true, Version = 1 });
    }

    /// <summary>An article, with what others made of it.</summary>
    public (Article Article, IEnumerable<Comment> Comments, IEnumerable<Favorite> Favorites) Article(int number)
    {
        var dice = SeededRandom(For.Article, number);
        var author = JohnDoe.Wrote(number, plan.Articles) ? JohnDoe.User : 1 + dice.Rank(plan.Users - 1, Fame);
        var id = _calendar.Article(number, Place(author), dice);
        var theme = Interest(author, dice.Below(Interests));
        var essay = Essay.On(theme, dice);
        var article = new Article
        {
            Id = id,
            AuthorId = IdOf(author),
            Title = essay.Title,
            Description = essay.Description,
            Body = essay.Body,
            TagList = Tags(theme, dice),
            UpdatedAt = ConduitId.Time(id),
        };
        return (article, Comments(number, id, author, theme, dice), Favorites(id, author, dice));
    }

    private List<Comment> Comments(int article, long id, int author, Theme theme, SeededRandom dice)
    {
        var count = Math.Max(author == JohnDoe.User ? JohnDoe.Comments : 0, dice.Many(0.7, 0.5, Calendar.MostComments));
        var filling = new Filling(theme, dice);
        return [.. Enumerable.Range(0, count).Select(number => new Comment
        {
            Id = _calendar.Comment(article, number, Place(author), dice),
            ArticleId = id,
            AuthorId = IdOf(1 + dice.Rank(plan.Users - 1, Zeal)),
            Body = filling.Of(Phrases.Comments),
        })];
    }

    private IEnumerable<Favorite> Favorites(long article, int author, SeededRandom dice) =>
        dice.Ranks(dice.Many(1.2, 0.65, (int)(plan.Users * MostReaders)), plan.Users, Zeal, without: author)
            .Select(reader => new Favorite { ArticleId = article, UserId = IdOf(reader), IsOn = true, Version = 1 });

    private static string[] Tags(Theme theme, SeededRandom dice)
    {
        var tags = new List<string> { theme.Tag };
        if (dice.Chance(0.6)) tags.Add(theme.Field);
        for (var more = dice.Below(3); more > 0; more--) tags.Add(Phrases.Tags[dice.Rank(Phrases.Tags.Length, Fashion)]);
        return [.. tags.Distinct(StringComparer.Ordinal)];
    }

    private Theme Interest(int user, int number) => Theme.All[SeededRandom(For.Interest, (long)user * Interests + number).Rank(Theme.All.Length, Fashion)];

    private long IdOf(int user) => IdOf(user, SeededRandom(For.User, user));

    private long IdOf(int user, SeededRandom fresh) => _calendar.User(user, Place(user), fresh);

    // One after the other, so that each shard has as many, of the famous too.
    private short Place(int user) => plan.LogicalShards[user % plan.LogicalShards.Length];

    private SeededRandom SeededRandom(For kind, long number) => new(plan.Random, kind, number);
}
