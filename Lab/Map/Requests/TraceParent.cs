using System.Diagnostics;

namespace Conduit.Lab.Map.Requests;

/// <summary>The header by which a request names its trace, and whether the services record it.</summary>
internal static class TraceParent
{
    public const string Header = "traceparent";

    /// <summary>A trace that is not recorded: those of lessons would hide all others.</summary>
    public static string NotSampled() => Of(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), isSampled: false);

    /// <summary>A new trace that is recorded.</summary>
    public static string Sampled() => Of(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), isSampled: true);

    /// <summary>A trace with known ids.</summary>
    public static string Of(ActivityTraceId trace, ActivitySpanId span, bool isSampled) =>
        $"00-{trace.ToHexString()}-{span.ToHexString()}-{(isSampled ? "01" : "00")}";
}
