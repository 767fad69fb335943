namespace Conduit.Worker.Jobs;

/// <summary>Finds the handler of a kind.</summary>
internal sealed class JobHandlers(IEnumerable<IJobHandler> handlers)
{
    private readonly Dictionary<string, IJobHandler> _byKind = handlers.ToDictionary(handler => handler.Kind);

    public IEnumerable<RecurringJob> Recurring => _byKind.Values.OfType<RecurringJob>();

    public IJobHandler Of(string kind) => _byKind.TryGetValue(kind, out var handler)
        ? handler
        : throw new NotSupportedException($"This worker has no handler for jobs of kind {kind}.");
}
