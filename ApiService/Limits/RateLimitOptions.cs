using Microsoft.Extensions.Options;

namespace Conduit.ApiService.Limits;

/// <summary>
/// The section <c>RateLimits</c>. Each server counts for itself, so behind a load balancer a client gets up to that many times as much.
/// </summary>
internal sealed class RateLimitOptions
{
    public const string Section = "RateLimits";

    /// <summary>Off for load tests.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>What one signed-in user may ask, from wherever.</summary>
    public Rate User { get; set; } = new() { PerSecond = 50, Burst = 500 };

    /// <summary>What one address may ask: there may be many people behind it.</summary>
    public Rate Address { get; set; } = new() { PerSecond = 200, Burst = 2000 };

    /// <summary>How often one address may register or try a password.</summary>
    public Rate SignIn { get; set; } = new() { PerSecond = 5, Burst = 200 };

    /// <summary>How many comments an account may write in an hour.</summary>
    public int CommentsPerHour { get; set; } = 300;

    /// <summary>How many articles an account may publish in an hour.</summary>
    public int ArticlesPerHour { get; set; } = 60;

    /// <summary>How many users an account may follow in an hour.</summary>
    public int FollowsPerHour { get; set; } = 600;

    /// <summary>
    /// How many searches and pages far down a list a server answers at once. Each keeps a processor busy, so by default half of them are
    /// left
    /// for other requests.
    /// </summary>
    public int ExpensiveReads { get; set; } = Math.Max(1, Environment.ProcessorCount / 2);

    /// <summary>How many more of them wait; the next is refused.</summary>
    public int ExpensiveReadsQueue { get; set; } = 16;

    internal sealed class Validation : IValidateOptions<RateLimitOptions>
    {
        public ValidateOptionsResult Validate(string? name, RateLimitOptions options)
        {
            var wrong = new[] { (nameof(User), options.User), (nameof(Address), options.Address), (nameof(SignIn), options.SignIn) }
                .SelectMany(rate => new[] { ($"{rate.Item1}__{nameof(Rate.PerSecond)}", rate.Item2.PerSecond), ($"{rate.Item1}__{nameof(Rate.Burst)}", rate.Item2.Burst) })
                .Concat([
                    (nameof(CommentsPerHour), options.CommentsPerHour),
                    (nameof(ArticlesPerHour), options.ArticlesPerHour),
                    (nameof(FollowsPerHour), options.FollowsPerHour),
                    (nameof(ExpensiveReads), options.ExpensiveReads),
                    (nameof(ExpensiveReadsQueue), options.ExpensiveReadsQueue)])
                .Where(setting => setting.Item2 < 1)
                .Select(setting => $"{Section}__{setting.Item1} must be 1 or more, not {setting.Item2}.")
                .ToList();
            return wrong.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(wrong);
        }
    }
}

/// <summary>So many on average, and so many at once after a pause.</summary>
internal sealed class Rate
{
    public int PerSecond { get; set; }

    public int Burst { get; set; }
}
