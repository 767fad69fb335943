namespace Conduit.Lab.Map.Figures;

/// <summary>The switches and the load, as every open page shows them.</summary>
/// <param name="Switches">The switches.</param>
/// <param name="Load">The load.</param>
public sealed record ControlFigures(IReadOnlyList<SwitchFigures> Switches, LoadFigures Load);

/// <summary>The value of a switch that is in force.</summary>
public sealed record SwitchFigures(string Name, string Value);

/// <summary>The load that runs or ran last.</summary>
/// <param name="IsRunning">Whether it runs.</param>
/// <param name="State">What it is, or what it prepares.</param>
/// <param name="Rate">Requests a second.</param>
/// <param name="Latency">The percentiles of the last second.</param>
/// <param name="Errors">Errors in the last second; empty without any.</param>
/// <param name="Check">The verdict of the consistency check so far.</param>
/// <param name="IsBroken">Whether that has found something.</param>
/// <param name="CounterExample">The first response that was stale; null: none was.</param>
public sealed record LoadFigures(
    bool IsRunning,
    string State,
    string Rate,
    string Latency,
    string Errors,
    string Check,
    bool IsBroken,
    CounterExampleFigures? CounterExample);

/// <summary>A response that was stale.</summary>
/// <param name="What">What it shows, and what it had to show.</param>
/// <param name="Why">How that can be.</param>
/// <param name="History">What happened to the value, in the order of time.</param>
public sealed record CounterExampleFigures(string What, string Why, IReadOnlyList<string> History);
