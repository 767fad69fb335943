namespace Conduit.Data.Shards;

/// <summary>The results of the shards, and the shards that did not answer in time.</summary>
/// <typeparam name="T">The type of a shard's result.</typeparam>
/// <param name="Answers">The results.</param>
/// <param name="Missing">The indexes of the shards without a result.</param>
public sealed record GatherResult<T>(IReadOnlyList<T> Answers, IReadOnlyList<int> Missing);
