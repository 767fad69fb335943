namespace Conduit.Lab.Load;

/// <summary>
/// A Zipf distribution: the first item is chosen twice as often as the second, and three times as often as the third.
/// </summary>
internal static class Zipf
{
    public static T Pick<T>(IReadOnlyList<T> all) =>
        all[Math.Min(all.Count - 1, (int)Math.Pow(all.Count, Random.Shared.NextDouble()) - 1)];
}
