using System.ComponentModel.DataAnnotations;

namespace Conduit.ApiService.Security;

/// <summary>The section <c>Passwords</c>.</summary>
internal sealed class PasswordOptions
{
    public const string Section = "Passwords";

    /// <summary>The iterations of a hash; OWASP recommends the default for PBKDF2 with SHA-512.</summary>
    [Range(10_000, 10_000_000, ErrorMessage = "Passwords__Iterations must be between 10000 and 10000000.")]
    public int Iterations { get; set; } = 210_000;

    /// <summary>How many hashes are computed concurrently: the other cores stay free for reads during many sign-ins.</summary>
    [Range(1, 1024, ErrorMessage = "Passwords__Concurrency must be between 1 and 1024.")]
    public int Concurrency { get; set; } = Math.Max(1, Environment.ProcessorCount / 2);

    /// <summary>How many sign-ins of an account may fail before the pauses begin.</summary>
    [Range(1, 1000, ErrorMessage = "Passwords__FreeAttempts must be between 1 and 1000.")]
    public int FreeAttempts { get; set; } = 5;

    /// <summary>The longest pause after a failed sign-in.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00", ParseLimitsInInvariantCulture = true,
        ErrorMessage = "Passwords__MaxPause must be between 1 second and 1 day.")]
    public TimeSpan MaxPause { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How many requests wait in the queue for a hash. Further ones are refused immediately.</summary>
    [Range(0, 100_000, ErrorMessage = "Passwords__QueueLimit must be between 0 and 100000.")]
    public int QueueLimit { get; set; } = 64;
}
