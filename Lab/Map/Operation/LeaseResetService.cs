namespace Conduit.Lab.Map.Operation;

/// <summary>
/// Ends all leases before the map is served: the pages that are open would renew those of a run whose lab was killed, for ever.
/// </summary>
internal sealed partial class LeaseResetService(OperatorClient appHost, ILogger<LeaseResetService> log) : IHostedLifecycleService
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Timeout);
        try
        {
            await appHost.EndLeasesAsync(limit.Token);
        }
        catch (Exception fault) when (OperatorClient.IsNoAnswer(fault) && !cancellationToken.IsCancellationRequested)
        {
            NotEnded(log, fault.Message);
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The leases of an earlier lab were not ended; without an open page they end within a minute: {Reason}")]
    private static partial void NotEnded(ILogger logger, string reason);
}
