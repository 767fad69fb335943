using System.ComponentModel.DataAnnotations;
using Cronos;

namespace Conduit.Worker.Jobs;

/// <summary>The section <c>Jobs</c>.</summary>
internal sealed class JobOptions : IValidatableObject
{
    public const string Section = "Jobs";

    /// <summary>How many jobs of a lane of a database a worker has at once.</summary>
    [Range(1, 1000)]
    public int Batch { get; set; } = 64;

    /// <summary>How many of them it does side by side.</summary>
    [Range(1, 100)]
    public int Concurrency { get; set; } = 4;

    /// <summary>How long a job stays with a worker that gives no sign of life.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a job may wait when its bell was not heard.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan Poll { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>After how many tries a job is given up.</summary>
    [Range(1, 100)]
    public int MaxAttempts { get; set; } = 10;

    /// <summary>The first pause after a failure; each further one is about twice as long.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "00:10:00")]
    public TimeSpan InitialBackoff { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest pause after a failure.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan MaxBackoff { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long jobs that were begun may go on when the worker is told to stop.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan ShutdownTimeout { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>From when on the worker is unhealthy: the age of the oldest job that is due.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan OldestDue { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>When recurring jobs come, by kind, where that is not as usual: cron expressions, UTC.</summary>
    public Dictionary<string, string> Schedules { get; } = [];

    /// <summary>The pause before the next try: growing, and jittered so that what failed together does not come again together.</summary>
    public TimeSpan PauseAfter(int tries) =>
        TimeSpan.FromTicks(Math.Min(MaxBackoff.Ticks, InitialBackoff.Ticks << Math.Min(tries - 1, 20))) * Jitter();

    /// <summary>The pause when a server is away: it may be back soon, and asking costs little.</summary>
    public TimeSpan AwayPause() => InitialBackoff * Jitter();

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) => Schedules
        .Where(schedule => !CronExpression.TryParse(schedule.Value, out _))
        .Select(schedule => new ValidationResult($"Jobs__Schedules__{schedule.Key} must be a cron expression of five fields, as in 0 4 * * *, not {schedule.Value}."));

    private static double Jitter() => 0.5 + Random.Shared.NextDouble();
}
