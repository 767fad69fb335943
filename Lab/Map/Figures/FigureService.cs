using Conduit.Lab.Map.History;
using Conduit.Lab.Map.Model;
using Conduit.Lab.Map.Operation;
using OpenTelemetry;

namespace Conduit.Lab.Map.Figures;

/// <summary>Collects the figures of all servers once a second while a page is open, and renews the leases of faults for it.</summary>
internal sealed partial class FigureService(
    SystemModel model,
    IEnumerable<ICounterSource> sources,
    OperatorClient appHost,
    FigureFeed feed,
    FigureWriter writer,
    ControlWriter controls,
    FigureHistory samples,
    TimeProvider time,
    ILogger<FigureService> log)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    // A server that does not answer in time shows no figures, and does not delay those of the others.
    private static readonly TimeSpan Timeout = TimeSpan.FromMilliseconds(900);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // One trace a second and server would hide those of requests.
        using var suppression = SuppressInstrumentationScope.Begin();
        using var timer = new PeriodicTimer(Interval);
        try
        {
            while (true)
            {
                await feed.WaitForListenerAsync(stoppingToken);
                var history = new CounterHistory();
                while (feed.HasListeners)
                {
                    await CollectAsync(history, stoppingToken);
                    await timer.WaitForNextTickAsync(stoppingToken);
                }

                samples.Pause();
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    private async Task CollectAsync(CounterHistory history, CancellationToken cancellationToken)
    {
        try
        {
            await appHost.RenewAsync(cancellationToken);
            var states = await appHost.ReadStatesAsync(cancellationToken);
            var counters = await Task.WhenAll(model.Parts.Select(part => ReadAsync(part, states, cancellationToken)));
            var answered = new Dictionary<string, Counters>();
            foreach (var (part, read) in model.Parts.Zip(counters))
            {
                if (read is null) history.Remove(part.Name);
                else history.Add(part.Name, answered[part.Name] = read);
            }

            var sample = samples.Add(new(time.GetUtcNow(), answered));
            feed.Publish(writer.Write(states, history, sample, await controls.ReadAsync(cancellationToken)));
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
        {
            NotCollected(log, fault.Message);
        }
    }

    private async Task<Counters?> ReadAsync(
        Part part, IReadOnlyDictionary<string, ResourceState> states, CancellationToken cancellationToken)
    {
        if (states.GetValueOrDefault(part.Name)?.State != PartState.Running) return null;
        if (sources.FirstOrDefault(source => source.CanRead(part)) is not { } source) return null;
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(Timeout);
        try
        {
            return await source.ReadAsync(part, timeout.Token);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // Its state shows what is wrong with it.
            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The figures were not collected; retrying in 1 s: {Reason}")]
    private static partial void NotCollected(ILogger logger, string reason);
}
