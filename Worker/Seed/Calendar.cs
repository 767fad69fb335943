using Conduit.Data.Ids;

namespace Conduit.Worker.Seed;

/// <summary>
/// When what happened, as ids: everybody joined in 2024 and wrote in 2025. The time is cut into slots, one a user or one an article. An article comes in the first half of
/// its slot, a comment in the second half of its article's slot or of a later one; the milliseconds modulo 32 tell an article from its first, second … comment. So no id comes twice.
/// </summary>
internal sealed class Calendar(int users, int articles)
{
    /// <summary>How many comments an article may have.</summary>
    public const int MostComments = Grain - 2;

    private const int Grain = 32;

    // Not the very beginning: no id may be 0.
    private static readonly DateTime Beginning = new(2024, 2, 1, 0, 0, 0, DateTimeKind.Utc);
    private static readonly DateTime Middle = new(2025, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private static readonly DateTime End = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private readonly long _half = HalfSlot(Middle - Beginning, users);
    private readonly long _articleHalf = HalfSlot(End - Middle, articles);

    /// <summary>The id of a user.</summary>
    public long User(int user, short logicalShard, SeededRandom dice) => ConduitId.Of(At(Beginning, 2 * user * _half, _half, dice), logicalShard);

    /// <summary>The id of an article.</summary>
    public long Article(int article, short logicalShard, SeededRandom dice) => ConduitId.Of(At(Middle, 2 * article * _articleHalf, _articleHalf, dice), logicalShard);

    /// <summary>The id of an article's comment, by its number from 0 to just below <see cref="MostComments"/>.</summary>
    public long Comment(int article, int number, short logicalShard, SeededRandom dice)
    {
        // It depends on nothing but the number, so that two comments with one number in one slot are of one article.
        var later = TimeSpan.FromHours(1.5 * Math.Pow(number + 1, 1.5)).Ticks / TimeSpan.TicksPerMillisecond / (2 * _articleHalf);
        return ConduitId.Of(At(Middle, (2 * (article + later) + 1) * _articleHalf, _articleHalf, dice).AddMilliseconds(number + 1), logicalShard);
    }

    private static DateTime At(DateTime start, long offset, long length, SeededRandom dice) => start.AddMilliseconds(offset + (long)Grain * dice.Below((int)(length / Grain)));

    private static long HalfSlot(TimeSpan time, int count) => (long)time.TotalMilliseconds / count / (2 * Grain) * Grain;
}
