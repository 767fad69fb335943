using System.Text.Json;
using Conduit.Data.Jobs;

namespace Conduit.Worker.Jobs;

/// <summary>Does one kind of job. It may get the same job twice.</summary>
internal interface IJobHandler
{
    string Kind { get; }

    Task HandleAsync(string payload, CancellationToken cancel);
}

internal abstract class JobHandler<T>(string kind) : IJobHandler
{
    public string Kind => kind;

    public Task HandleAsync(string payload, CancellationToken cancel) =>
        HandleAsync(JsonSerializer.Deserialize<T>(payload, JobJson.Options) ?? throw new JsonException("The payload is null."), cancel);

    protected abstract Task HandleAsync(T payload, CancellationToken cancel);
}
