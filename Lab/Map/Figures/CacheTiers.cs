namespace Conduit.Lab.Map.Figures;

/// <summary>The tiers of cache by their names in metrics, from the client's side to the database's.</summary>
internal static class CacheTiers
{
    public static IReadOnlyList<string> All { get; } = ["edge", "output", "output_l2", "l1", "l2"];
}
