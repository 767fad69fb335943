using System.ComponentModel.DataAnnotations;
using Cronos;

namespace Conduit.Worker.Jobs;

/// <summary>The section <c>Jobs</c>.</summary>
internal sealed class JobOptions : IValidatableObject
{
    public const string Section = "Jobs";

    /// <summary>How many jobs of one lane of a database a worker leases at once.</summary>
    [Range(1, 1000)]
    public int BatchSize { get; set; } = 64;

    /// <summary>How many of them run concurrently.</summary>
    [Range(1, 100)]
    public int Concurrency { get; set; } = 4;

    /// <summary>How long a job stays with a worker that does not renew its lease.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan LeaseDuration { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a job may wait when its notification was lost.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>After how many attempts a job becomes a dead letter.</summary>
    [Range(1, 100)]
    public int MaxAttempts { get; set; } = 10;

    /// <summary>The pause after the first failure; each further one is about twice as long.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "00:10:00")]
    public TimeSpan InitialBackoff { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest pause after a failure.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan MaxBackoff { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long running jobs may continue when the worker stops.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan ShutdownTimeout { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>The age of the oldest due job from which on the worker is unhealthy.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan UnhealthyAfter { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>The schedules of recurring jobs, by kind, where they differ from the default: cron expressions, UTC.</summary>
    public Dictionary<string, string> Schedules { get; } = [];

    /// <summary>
    /// The pause before the next attempt. It grows, and varies so that jobs that failed together are not retried together.
    /// </summary>
    public TimeSpan BackoffAfter(int attempts) =>
        TimeSpan.FromTicks(Math.Min(MaxBackoff.Ticks, InitialBackoff.Ticks << Math.Min(attempts - 1, 20))) * Jitter();

    /// <summary>The pause when a server is unavailable: it may be back soon, and an attempt costs little.</summary>
    public TimeSpan UnavailableBackoff() => InitialBackoff * Jitter();

    /// <summary>
    /// The pause when another service is unavailable: a quarter of the time since the job was enqueued. It may be away for hours, and many
    /// jobs may wait for it meanwhile.
    /// </summary>
    public TimeSpan BackoffAfter(TimeSpan age) =>
        TimeSpan.FromTicks(Math.Clamp(age.Ticks / 4, InitialBackoff.Ticks, Math.Max(InitialBackoff.Ticks, MaxBackoff.Ticks))) * Jitter();

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) => Schedules
        .Where(schedule => !CronExpression.TryParse(schedule.Value, out _))
        .Select(schedule => new ValidationResult(
            $"Jobs__Schedules__{schedule.Key} must be a cron expression of five fields, as in 0 4 * * *, not {schedule.Value}."));

    private static double Jitter() => 0.5 + Random.Shared.NextDouble();
}
