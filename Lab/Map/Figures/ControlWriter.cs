using System.Globalization;
using Conduit.Lab.Map.Load;
using Conduit.Lab.Map.Switches;

namespace Conduit.Lab.Map.Figures;

/// <summary>Reads the switches and the load, and writes what pages show of them.</summary>
internal sealed class ControlWriter(SwitchClient switches, LoadService load)
{
    private const string WithoutUnsafe =
        "No unsafe switch was on, so a rule of the protocol was broken: this is an error of the system. "
        + "docs/freshness.md has the rules.";

    /// <summary>Reads them for an open page, which lets the load go on.</summary>
    public async Task<ControlFigures> ReadAsync(CancellationToken cancellationToken)
    {
        load.Renew();
        var states = await switches.GetAsync(cancellationToken);
        return new([.. states.Select(state => new SwitchFigures(state.Name, state.Value))], WriteLoad());
    }

    /// <summary>Writes what pages show of the load.</summary>
    public LoadFigures WriteLoad()
    {
        var (current, latest) = (load.Current, load.Latest);
        var isRunning = current is not null && load.Preparing is null;
        var state = (current, load.Preparing, load.Problem) switch
        {
            ({ } running, null, _) => running.Description,
            ({ }, { } preparing, _) => $"preparing: {preparing}",
            (null, _, { } problem) => $"ended: {problem}",
            _ => "none",
        };
        return new(
            current is not null,
            state,
            isRunning && latest is not null ? FigureText.Rate(latest.Requests, "req/s") : FigureText.None,
            isRunning && latest is not null
                ? $"{Milliseconds(latest.P50)} / {Milliseconds(latest.P99)} / {Milliseconds(latest.P999)} ms"
                : FigureText.None,
            isRunning && latest is { Errors: > 0 } ? FigureText.Rate(latest.Errors, "errors/s") : "",
            latest is null ? FigureText.None : Verdict(latest),
            latest is { Stale: > 0 } or { Lost: > 0 },
            load.CounterExample is { } example
                ? new($"{example.Request}, from {example.Source}: {example.Shown}, where {example.Expected}.", Why(), example.History)
                : null);
    }

    private string Why() => load.UnsafeSwitch is { } name
        ? $"{name} was on: caches served what they had without asking whether a write had made it stale. The write was acknowledged, the "
            + "cache had learned of it, and did not look. While it is off, no answer is stale."
        : WithoutUnsafe;

    private static string Verdict(LoadSecond second) => string.Create(
        CultureInfo.InvariantCulture,
        $"{second.Stale:N0} stale answers of {second.Checked:N0} · {second.Lost:N0} acknowledged writes lost");

    private static string Milliseconds(double milliseconds) => FigureText.Milliseconds(milliseconds);
}
