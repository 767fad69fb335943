using Conduit.Lab.Map.History;

namespace Conduit.Lab.Map.Figures;

/// <summary>What a page shows, once a second. Texts are ready to be shown, so that the page's script has nothing to format.</summary>
/// <param name="Parts">The figures of each server.</param>
/// <param name="Flows">What travels along each arrow.</param>
/// <param name="Tiers">The tiers of cache.</param>
/// <param name="Actions">What was done to the system last.</param>
/// <param name="Sample">The figures of the last second as numbers; null: not known yet.</param>
/// <param name="Controls">The switches and the load.</param>
public sealed record MapFigures(
    IReadOnlyList<PartFigures> Parts,
    IReadOnlyList<FlowFigures> Flows,
    IReadOnlyList<TierFigures> Tiers,
    IReadOnlyList<ActionFigures> Actions,
    FigureSample? Sample,
    ControlFigures Controls);

/// <summary>The figures of a server.</summary>
/// <param name="Name">Its name.</param>
/// <param name="State">Its state: starting, running, unhealthy, frozen, stopped, spare or unknown.</param>
/// <param name="Role">Its role, or what is wrong with it; else its state.</param>
/// <param name="Rate">How much it does.</param>
/// <param name="Detail">How well it does that.</param>
/// <param name="Errors">Its errors; empty without any.</param>
/// <param name="Reason">Why it is unhealthy.</param>
/// <param name="More">Further figures.</param>
/// <param name="Commands">The commands that it can execute now.</param>
public sealed record PartFigures(
    string Name,
    string State,
    string Role,
    string Rate,
    string Detail,
    string Errors,
    string Reason,
    string More,
    IReadOnlyList<string> Commands);

/// <summary>What travels along an arrow.</summary>
/// <param name="Id">The arrow.</param>
/// <param name="Rate">How much, as text.</param>
/// <param name="Spacing">How far apart the dots are that show it; 0: there are none.</param>
/// <param name="IsReversed">Whether it travels backwards.</param>
public sealed record FlowFigures(string Id, string Rate, int Spacing, bool IsReversed = false);

/// <summary>How often a tier of cache answers.</summary>
/// <param name="Name">The tier.</param>
/// <param name="Lookups">How often it is looked up.</param>
/// <param name="Hits">The share of lookups that it answers, as text.</param>
/// <param name="Percent">The same as a number.</param>
public sealed record TierFigures(string Name, string Lookups, string Hits, double Percent);

/// <summary>Something that was done to the system.</summary>
/// <param name="Time">The time of day, as text.</param>
/// <param name="Text">What was done.</param>
/// <param name="At">The time in milliseconds since 1970.</param>
public sealed record ActionFigures(string Time, string Text, long At);
