namespace Conduit.Seed;

/// <summary>
/// Reproducible random numbers. Each seeded object has a generator of its own, so the result does not depend on the order of creation.
/// </summary>
/// <param name="seed">The seed of all generators.</param>
/// <param name="stream">The stream of the object.</param>
/// <param name="number">The number of the object in its stream.</param>
internal sealed class SeededRandom(int seed, RandomStream stream, long number)
{
    private ulong _state = Mix(Mix((ulong)seed + 1) + (ulong)stream) ^ (ulong)number;

    /// <summary>A number from 0 up to but not including the bound.</summary>
    public int Below(int bound) => (int)(Unit() * bound);

    public T Pick<T>(T[] from) => from[Below(from.Length)];

    public bool Chance(double probability) => Unit() < probability;

    /// <summary>
    /// A rank below the count by a power law: low ranks are frequent, high ranks rare. A steepness of 1 makes all equally frequent.
    /// </summary>
    public int Rank(int count, double steepness) => (int)(Math.Pow(Unit(), steepness) * count);

    /// <summary>A number of items by a power law: usually small, occasionally very large.</summary>
    public int Many(double usual, double exponent, int limit) => (int)Math.Min(limit, usual * Math.Pow(1 - Unit(), -exponent));

    /// <summary>Distinct ranks by <see cref="Rank"/>, excluding one; fewer than wanted when too many repeat.</summary>
    public HashSet<int> Ranks(int wanted, int count, double steepness, int without)
    {
        var ranks = new HashSet<int>(wanted);
        for (var attempts = 3 * wanted; ranks.Count < wanted && attempts > 0; attempts--)
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
