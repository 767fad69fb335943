using System.ComponentModel.DataAnnotations;

namespace Conduit.Worker.Jobs;

/// <summary>The section <c>Jobs</c>.</summary>
internal sealed class JobOptions
{
    public const string Section = "Jobs";

    /// <summary>How many jobs a worker takes from a database at once.</summary>
    [Range(1, 1000)]
    public int Batch { get; set; } = 32;

    /// <summary>How many of them it does side by side.</summary>
    [Range(1, 100)]
    public int AtOnce { get; set; } = 4;

    /// <summary>How long a job stays with a worker that gives no sign of life.</summary>
    [Range(typeof(TimeSpan), "00:00:03", "01:00:00")]
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a job may wait when its bell was not heard.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan Poll { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>After how many tries a job is given up.</summary>
    [Range(1, 100)]
    public int Tries { get; set; } = 10;

    /// <summary>The first pause after a failure; each further one is about twice as long.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "00:10:00")]
    public TimeSpan FirstPause { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest pause after a failure.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan LongestPause { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>The pause before the next try: growing, and jittered so that what failed together does not come again together.</summary>
    public TimeSpan PauseAfter(int tries) =>
        TimeSpan.FromTicks(Math.Min(LongestPause.Ticks, FirstPause.Ticks << Math.Min(tries - 1, 20))) * (0.5 + Random.Shared.NextDouble());
}
