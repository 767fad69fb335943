using Conduit.Data.Ids;

namespace Conduit.Seed;

/// <summary>
/// The times of the seeded events, as ids: users registered in 2024 and wrote in 2025. Each user or article has a time slot. The time of an
/// article is in the first half of its slot, that of a comment in the second half of the same slot or a later one. The milliseconds modulo
/// 32 distinguish an article from its first, second … comment, so ids are unique.
/// </summary>
internal sealed class Calendar(int users, int articles)
{
    /// <summary>The maximum number of comments of an article.</summary>
    public const int MaxComments = Grain - 2;

    private const int Grain = 32;

    // Later than the epoch of ids: no id may be 0.
    private static readonly DateTime FirstRegistration = new(2024, 2, 1, 0, 0, 0, DateTimeKind.Utc);
    private static readonly DateTime FirstArticle = new(2025, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private static readonly DateTime YearEnd = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private readonly long _half = HalfSlot(FirstArticle - FirstRegistration, users);
    private readonly long _articleHalf = HalfSlot(YearEnd - FirstArticle, articles);

    /// <summary>The id of a user.</summary>
    public long User(int user, short logicalShard, SeededRandom random) =>
        ConduitId.Of(At(FirstRegistration, 2 * user * _half, _half, random), logicalShard);

    /// <summary>The id of an article.</summary>
    public long Article(int article, short logicalShard, SeededRandom random) =>
        ConduitId.Of(At(FirstArticle, 2 * article * _articleHalf, _articleHalf, random), logicalShard);

    /// <summary>The id of an article's comment, by its number from 0 to just below <see cref="MaxComments"/>.</summary>
    public long Comment(int article, int number, short logicalShard, SeededRandom random)
    {
        // Depends only on the number, so two comments with the same number never share a slot unless they belong to the same article.
        var later = TimeSpan.FromHours(1.5 * Math.Pow(number + 1, 1.5)).Ticks / TimeSpan.TicksPerMillisecond / (2 * _articleHalf);
        var time = At(FirstArticle, (2 * (article + later) + 1) * _articleHalf, _articleHalf, random).AddMilliseconds(number + 1);
        return ConduitId.Of(time, logicalShard);
    }

    private static DateTime At(DateTime start, long offset, long length, SeededRandom random) =>
        start.AddMilliseconds(offset + (long)Grain * random.Below((int)(length / Grain)));

    private static long HalfSlot(TimeSpan time, int count) => (long)time.TotalMilliseconds / count / (2 * Grain) * Grain;
}
