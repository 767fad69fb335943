namespace Conduit.Worker.Seed;

/// <summary>Chance that comes out the same each time: dice of their own for each thing of the world, so that it is the same in whatever order the world is made.</summary>
/// <param name="seed">The world's seed.</param>
/// <param name="kind">What kind of thing it is for.</param>
/// <param name="number">Which of them.</param>
internal sealed class SeededRandom(int seed, For kind, long number)
{
    private ulong _state = Mix(Mix((ulong)seed + 1) + (ulong)kind) ^ (ulong)number;

    /// <summary>A number from 0 to just below the bound.</summary>
    public int Below(int bound) => (int)(Unit() * bound);

    public T Pick<T>(T[] from) => from[Below(from.Length)];

    public bool Chance(double probability) => Unit() < probability;

    /// <summary>A rank from 0 to just below the count by a power law: low ones often, high ones seldom; the steeper, the more so. 1 is even.</summary>
    public int Rank(int count, double steepness) => (int)(Math.Pow(Unit(), steepness) * count);

    /// <summary>A number of things by a power law: mostly few, now and then very many.</summary>
    public int Many(double usual, double exponent, int most) => (int)Math.Min(most, usual * Math.Pow(1 - Unit(), -exponent));

    /// <summary>Different ranks by <see cref="Rank"/>, without one; fewer than asked for when they begin to repeat themselves.</summary>
    public HashSet<int> Ranks(int asked, int count, double steepness, int without)
    {
        var ranks = new HashSet<int>(asked);
        for (var tries = 3 * asked; ranks.Count < asked && tries > 0; tries--)
        {
            var rank = Rank(count, steepness);
            if (rank != without) ranks.Add(rank);
        }

        return ranks;
    }

    private double Unit() => (Next() >> 11) * (1.0 / (1UL << 53));

    // SplitMix64
    private ulong Next() => Mix(_state += 0x9E3779B97F4A7C15);

    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
