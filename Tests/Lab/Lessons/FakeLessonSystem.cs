using Conduit.Lab.Map.History;
using Conduit.Lab.Map.Lessons;
using Conduit.Lab.Map.Load;
using Conduit.Lab.Map.Operation;
using Conduit.Lab.Map.Requests;
using Conduit.Lab.Map.Switches;

namespace Conduit.Tests.Lab.Lessons;

/// <summary>A system that remembers what was done to it. It has every switch and server of the default application.</summary>
internal sealed class FakeLessonSystem : ILessonSystem
{
    private static readonly Dictionary<string, double?> NoHits = [];

    private readonly List<string> _faults = [];
    private readonly HashSet<string> _stopped = [];
    private int _seconds;

    public static IReadOnlyDictionary<string, string> Defaults { get; } = new Dictionary<string, string>
    {
        ["Edge:Cache"] = "true",
        ["Edge:Balancing"] = "PowerOfTwoChoices",
        ["Caching:Output"] = "true",
        ["Caching:Client"] = "true",
        ["Caching:Memory"] = "true",
        ["Caching:Redis"] = "true",
        ["Data:ReplicaReads"] = "true",
        ["Feeds:Stored"] = "true",
        ["RateLimits:Enabled"] = "true",
    };

    public Dictionary<string, string> Switches { get; } = new(Defaults);

    /// <summary>The switches that the reader has set with a lease.</summary>
    public HashSet<string> Leased { get; } = [];

    /// <summary>The servers that are stopped, frozen, paused or additional.</summary>
    public IReadOnlyList<string> Faults => _faults;

    /// <summary>The states of servers that the reader has changed.</summary>
    public Dictionary<string, ResourceState> States { get; } = [];

    /// <summary>Whether the load dies as soon as it runs.</summary>
    public bool LoadDies { get; set; }

    /// <summary>The number of acknowledged writes that the check misses, by second of the load.</summary>
    public Queue<long> Lost { get; } = [];

    /// <summary>All that was done, in order.</summary>
    public List<string> Done { get; } = [];

    /// <summary>Fails when a step does this.</summary>
    public string? FailsAt { get; set; }

    /// <summary>Is called before each action.</summary>
    public Action? BeforeAction { get; set; }

    public SystemCounters Counters => SystemCounters.None with { At = DateTimeOffset.UnixEpoch.AddSeconds(_seconds++) };

    public LoadOptions? Load { get; set; }

    public string? LoadProblem => LoadDies ? "Its process was killed." : null;

    public bool IsObserved { get; private set; }

    public Task<IAsyncDisposable> ObserveAsync(CancellationToken cancellationToken)
    {
        IsObserved = true;
        return Task.FromResult<IAsyncDisposable>(new Observation(this));
    }

    public Task<SwitchState?> ReadSwitchAsync(string name, CancellationToken cancellationToken) =>
        Task.FromResult(Switches.TryGetValue(name, out var value)
            ? new SwitchState(name, name, value, [], "", IsUnsafe: false, Leased.Contains(name))
            : null);

    public Task<string?> SetSwitchAsync(string name, string value, CancellationToken cancellationToken)
    {
        Switches[name] = value;
        return DoAsync($"{name}={value}");
    }

    public Task<string?> EndSwitchAsync(string name, CancellationToken cancellationToken)
    {
        Switches[name] = Defaults[name];
        return DoAsync($"end {name}");
    }

    public Task<string?> StartLoadAsync(LoadOptions load, CancellationToken cancellationToken)
    {
        Load = LoadDies ? null : load;
        return DoAsync("load");
    }

    public Task StopLoadAsync()
    {
        Load = null;
        return Task.CompletedTask;
    }

    public IReadOnlyList<LoadSecond> LoadSince(DateTimeOffset time) =>
        [new(time, 10, 1, 1, 2, 3, 0, 0, 0), new(time, 10, 1, 1, 2, 3, 7, 1, Lost.TryDequeue(out var lost) ? lost : 0)];

    public IReadOnlyList<string> Select(string selector) => selector switch
    {
        "*/replica" => ["postgres-0-b", "postgres-1-b"],
        "postgres-0/primary" => ["postgres-0-a"],
        "postgres-1/*" => ["postgres-1-a", "postgres-1-b"],
        "api-1" or "api-2" or "api-3" or "media" or "worker" => [selector],
        _ => [],
    };

    public Task<ResourceState?> ReadStateAsync(string part, CancellationToken cancellationToken) => Task.FromResult<ResourceState?>(
        States.GetValueOrDefault(part)
            ?? (part == "api-3" ? new(part, "NotStarted", null, null, null, [])
                : _stopped.Contains(part) ? new(part, "Exited", null, null, "stopped", [])
                : new(part, "Running", null, null, _faults.Contains(part) ? "frozen" : null, [])));

    public Task<string?> ExecuteAsync(string part, string command, CancellationToken cancellationToken)
    {
        var isSpare = part == "api-3";
        if (command is "stop") _stopped.Add(part);
        else _stopped.Remove(part);
        switch (command)
        {
            case "start" when !isSpare:
            case "stop" when isSpare:
            case "thaw" or "resume-replay" or "resume-jobs":
                _faults.Remove(part);
                break;
            // Its monitor starts it again.
            case "kill" when part.StartsWith("postgres", StringComparison.Ordinal):
                break;
            default:
                if (!_faults.Contains(part)) _faults.Add(part);
                break;
        }

        return DoAsync($"{command} {part}");
    }

    public Task<string?> EndFaultsAsync(string part, CancellationToken cancellationToken)
    {
        _faults.Remove(part);
        _stopped.Remove(part);
        return DoAsync($"end {part}");
    }

    public Task<UserActionResult> DoAsync(UserAction action, CancellationToken cancellationToken)
    {
        BeforeAction?.Invoke();
        cancellationToken.ThrowIfCancellationRequested();
        Thread.Sleep(1);
        return Task.FromResult(new UserActionResult(200, 2, action == UserAction.OwnComment ? false : null));
    }

    public FigureSample FiguresBetween(SystemCounters before, SystemCounters now) =>
        new(now.At.ToUnixTimeMilliseconds(), 100, 0, 1, 2, 3, NoHits, 5, 10, 1, 0);

    public IReadOnlyDictionary<string, double> RequestsOf(string group, SystemCounters before, SystemCounters now) =>
        new Dictionary<string, double> { [$"{group}-1"] = 50, [$"{group}-2"] = 100, [$"{group}-3"] = 50 };

    public void Note(string text)
    {
    }

    private Task<string?> DoAsync(string what)
    {
        Done.Add(what);
        return Task.FromResult(FailsAt == what ? "It cannot be done." : null);
    }

    private sealed class Observation(FakeLessonSystem system) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            system.IsObserved = false;
            return ValueTask.CompletedTask;
        }
    }
}
