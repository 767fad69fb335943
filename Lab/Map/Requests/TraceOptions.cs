namespace Conduit.Lab.Map.Requests;

/// <summary>The section <c>Traces</c>: Aspire's dashboard, from which the lab reads traces. The AppHost sets it.</summary>
internal sealed class TraceOptions
{
    public const string Section = "Traces";

    /// <summary>The address of the dashboard; without one, requests are not followed.</summary>
    public Uri? Address { get; set; }

    /// <summary>The key of its telemetry API.</summary>
    public string? Key { get; set; }

    internal bool IsKnown => Address is not null && Key is { Length: > 0 };
}
