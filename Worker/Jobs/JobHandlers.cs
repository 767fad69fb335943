namespace Conduit.Worker.Jobs;

/// <summary>Finds the handler of a kind.</summary>
internal sealed class JobHandlers(IEnumerable<IJobHandler> handlers)
{
    private readonly Dictionary<string, IJobHandler> _byKind = handlers.ToDictionary(handler => handler.Kind);

    public Task HandleAsync(string kind, string payload, CancellationToken cancel) => _byKind.TryGetValue(kind, out var handler)
        ? handler.HandleAsync(payload, cancel)
        : throw new NotSupportedException($"This worker knows no job of the kind {kind}.");
}
