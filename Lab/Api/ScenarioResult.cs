using Conduit.Lab.Load;

namespace Conduit.Lab.Api;

/// <summary>The measurements of one scenario so far.</summary>
internal sealed record ScenarioResult(Scenario Scenario, IReadOnlyList<SideResult> Sides)
{
    /// <summary>A remark for the report, such as a difference between the responses of both sides.</summary>
    public string? Note { get; set; }

    public SideResult Api => Sides[0];

    public SideResult? Baseline => Sides.Count > 1 ? Sides[1] : null;

    /// <summary>The API's requests a second divided by the baseline's; null until both are measured.</summary>
    public double? Ratio => Baseline is { Saturated.Count: > 0, Rate: > 0 } baseline && Api.Saturated.Count > 0
        ? Api.Rate / baseline.Rate
        : null;
}

/// <summary>The rounds of one side, and their medians.</summary>
internal sealed record SideResult(string Name)
{
    /// <summary>Closed loop.</summary>
    public List<Measurement> Saturated { get; } = [];

    /// <summary>Open loop at a fixed rate.</summary>
    public List<Measurement> Paced { get; } = [];

    public double Rate => Median(Saturated, measured => measured.Rate);

    public double P50 => Median(Paced, measured => measured.P50);

    public double P99 => Median(Paced, measured => measured.P99);

    public double PacedRate => Median(Paced, measured => measured.Requests / measured.Seconds);

    public long Requests => Saturated.Concat(Paced).Sum(measured => measured.Requests);

    public long Errors => Saturated.Concat(Paced).Sum(measured => measured.Errors);

    private static double Median(List<Measurement> measured, Func<Measurement, double> number)
    {
        var numbers = measured.Select(number).Order().ToList();
        return numbers.Count == 0 ? 0 : (numbers[(numbers.Count - 1) / 2] + numbers[numbers.Count / 2]) / 2;
    }
}
