using Conduit.Data.Idempotency;
using Conduit.Data.Routing;

namespace Conduit.Data;

/// <summary>Statements that change a database, in one round trip.</summary>
/// <typeparam name="T">The type of the result.</typeparam>
/// <param name="Statements">The statements.</param>
/// <param name="Invalidated">The cache tags that it invalidates.</param>
public sealed record Write<T>(Query<T> Statements, IReadOnlyList<string> Invalidated)
{
    /// <summary>The idempotency key that it stores; null: none.</summary>
    public IdempotencyKey? Key { get; private init; }

    /// <summary>Whether the workers are notified after the commit, because it enqueues a job.</summary>
    public bool NotifiesWorkers { get; private init; }

    /// <summary>Sets the idempotency key that the statements store.</summary>
    /// <param name="key">The key; null: the request has none.</param>
    /// <returns>The write with the key.</returns>
    public Write<T> StoringKey(IdempotencyKey? key) => key is null ? this : this with { Key = key };

    /// <summary>Notifies the workers after the commit, because the statements enqueue a job.</summary>
    /// <returns>The write with the notification.</returns>
    public Write<T> NotifyingWorkers() => this with { NotifiesWorkers = true };
}
