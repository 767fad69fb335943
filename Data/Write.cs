using Conduit.Data.Idempotency;
using Conduit.Data.Routing;

namespace Conduit.Data;

/// <summary>Statements that change a database, in one round trip.</summary>
/// <typeparam name="T">The type of the result.</typeparam>
/// <param name="Statements">The statements.</param>
/// <param name="Invalidated">The tags that it invalidates.</param>
public sealed record Write<T>(Query<T> Statements, IReadOnlyList<string> Invalidated)
{
    /// <summary>The idempotency key that it stores; null: none.</summary>
    public IdempotencyKey? Key { get; init; }

    /// <summary>Whether the workers are notified after the commit, because it enqueues a job.</summary>
    public bool NotifiesWorkers { get; init; }
}
