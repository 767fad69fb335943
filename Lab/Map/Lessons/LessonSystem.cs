using Conduit.Lab.Map.Figures;
using Conduit.Lab.Map.History;
using Conduit.Lab.Map.Load;
using Conduit.Lab.Map.Model;
using Conduit.Lab.Map.Operation;
using Conduit.Lab.Map.Requests;
using Conduit.Lab.Map.Switches;

namespace Conduit.Lab.Map.Lessons;

/// <summary>The running system, as lessons operate it.</summary>
internal sealed class LessonSystem(
    SystemModel model,
    FigureFeed feed,
    FigureHistory history,
    SampleCalculator calculator,
    SwitchClient switches,
    OperatorClient appHost,
    LoadService load,
    SiteClient site,
    ActionLog actions)
    : ILessonSystem
{
    private const int FirstFiguresSeconds = 15;

    public SystemCounters Counters => history.Counters ?? SystemCounters.None;

    public LoadOptions? Load => load.Current;

    public string? LoadProblem => load.Problem;

    public async Task<IAsyncDisposable> ObserveAsync(CancellationToken cancellationToken)
    {
        var observation = new Observation(feed);
        try
        {
            for (var waited = 0; history.Counters is null && waited < FirstFiguresSeconds * 10; waited++)
                await Task.Delay(100, cancellationToken);
            return history.Counters is not null
                ? observation
                : throw new LessonException("The servers' figures are not collected: is the AppHost running?");
        }
        catch
        {
            // Without a listener nothing is collected any more, and leases end.
            await observation.DisposeAsync();
            throw;
        }
    }

    public async Task<SwitchState?> ReadSwitchAsync(string name, CancellationToken cancellationToken) =>
        (await switches.GetAsync(cancellationToken)).FirstOrDefault(one => one.Name == name);

    public Task<string?> SetSwitchAsync(string name, string value, CancellationToken cancellationToken) =>
        switches.SetAsync(name, value, leased: true, cancellationToken);

    public Task<string?> EndSwitchAsync(string name, CancellationToken cancellationToken) =>
        switches.EndSwitchAsync(name, cancellationToken);

    public async Task<string?> StartLoadAsync(LoadOptions options, CancellationToken cancellationToken)
    {
        if (await load.StartAsync(options, cancellationToken) is { } reason) return reason;
        // It registers users and publishes articles before.
        while (load.Current is not null && load.Preparing is not null) await Task.Delay(200, cancellationToken);
        return load.Current is null ? load.Problem ?? "The load has ended at once." : null;
    }

    public Task StopLoadAsync() => load.StopAsync();

    public IReadOnlyList<LoadSecond> LoadSince(DateTimeOffset time) => load.Since(time);

    public IReadOnlyList<string> Select(string selector) => PartSelector.Select(selector, model, Counters);

    // The AppHost does not know of jobs that are paused without a lease; the worker does.
    public async Task<ResourceState?> ReadStateAsync(string part, CancellationToken cancellationToken)
    {
        var state = (await appHost.ReadStatesAsync(cancellationToken)).GetValueOrDefault(part);
        var isPaused = Counters.Parts.TryGetValue(part, out var known) && known[ServerSource.Paused] > 0;
        return isPaused && state is { Fault: null } ? state with { Fault = "jobs paused" } : state;
    }

    public async Task<string?> ExecuteAsync(string part, string command, CancellationToken cancellationToken) =>
        (await appHost.ExecuteAsync(part, command, cancellationToken, leased: true))?.Reason;

    public Task<string?> EndFaultsAsync(string part, CancellationToken cancellationToken) =>
        appHost.EndFaultsAsync(part, cancellationToken);

    public Task<UserActionResult> DoAsync(UserAction action, CancellationToken cancellationToken) =>
        site.DoAsync(action, TraceParent.NotSampled(), cancellationToken);

    public FigureSample FiguresBetween(SystemCounters before, SystemCounters now) => calculator.Between(before, now);

    public IReadOnlyDictionary<string, double> RequestsOf(string group, SystemCounters before, SystemCounters now) =>
        calculator.RequestsOf(group, before, now);

    public void Note(string text) => actions.Add(text);

    /// <summary>Listens to the figures as an open page does, so that they are collected.</summary>
    private sealed class Observation : IAsyncDisposable
    {
        private readonly CancellationTokenSource _end = new();
        private readonly Task _task;

        public Observation(FigureFeed feed) => _task = ListenAsync(feed);

        public async ValueTask DisposeAsync()
        {
            await _end.CancelAsync();
            await _task;
            _end.Dispose();
        }

        private async Task ListenAsync(FigureFeed feed)
        {
            try
            {
                await foreach (var _ in feed.ListenAsync(_end.Token))
                {
                }
            }
            catch (OperationCanceledException)
            {
            }
        }
    }
}
