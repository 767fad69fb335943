namespace Conduit.Data.Shards;

/// <summary>What the shards answered, and which did not in time.</summary>
/// <typeparam name="T">What one answers.</typeparam>
/// <param name="Answers">The answers there are.</param>
/// <param name="Missing">The indexes of the shards that gave none.</param>
public sealed record GatherResult<T>(IReadOnlyList<T> Answers, IReadOnlyList<int> Missing);
