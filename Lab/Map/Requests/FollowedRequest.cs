namespace Conduit.Lab.Map.Requests;

/// <summary>A request that was sent once, with the spans of its trace.</summary>
/// <param name="Label">What was sent.</param>
/// <param name="Status">The status of the response; 0: there was none.</param>
/// <param name="Milliseconds">How long it took, as the client sees it.</param>
/// <param name="Page">The trace in the dashboard; null: there is none.</param>
/// <param name="Spans">The spans in the order of their starts.</param>
/// <param name="Problem">Why there are no spans.</param>
public sealed record FollowedRequest(
    string Label, int Status, double Milliseconds, Uri? Page, IReadOnlyList<Span> Spans, string? Problem)
{
    /// <summary>What answered: the tier that the server nearest to the client names, or the databases.</summary>
    public string Answered => Spans.Select(span => span.Tier).FirstOrDefault(tier => tier is not null)
        ?? (Spans.Any(span => span.Sql is not null) ? "databases" : "");
}
