using Microsoft.Extensions.Options;

namespace Conduit.ApiService.Limits;

/// <summary>
/// The section <c>RateLimits</c>. Each server counts separately, so with n servers behind a load balancer a client gets up to n times the
/// limit.
/// </summary>
internal sealed class RateLimitOptions
{
    public const string Section = "RateLimits";

    /// <summary>Whether the limits apply; load tests switch them off. May be changed while the service runs.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>The requests of one signed-in user, from any IP address.</summary>
    public Rate User { get; set; } = new() { PerSecond = 50, Burst = 500 };

    /// <summary>The requests of one IP address, which many users may share.</summary>
    public Rate Address { get; set; } = new() { PerSecond = 200, Burst = 2000 };

    /// <summary>The registrations and sign-in attempts of one IP address.</summary>
    public Rate SignIn { get; set; } = new() { PerSecond = 5, Burst = 200 };

    /// <summary>How many comments an account may write in an hour.</summary>
    public int CommentsPerHour { get; set; } = 300;

    /// <summary>How many articles an account may publish in an hour.</summary>
    public int ArticlesPerHour { get; set; } = 60;

    /// <summary>How many users an account may follow in an hour.</summary>
    public int FollowsPerHour { get; set; } = 600;

    /// <summary>
    /// How many searches and pages with a large offset a server runs concurrently. Each keeps a processor busy, so by default half of the
    /// processors remain for other requests.
    /// </summary>
    public int ExpensiveReads { get; set; } = Math.Max(1, Environment.ProcessorCount / 2);

    /// <summary>How many of those wait in a queue; when it is full, the next is refused.</summary>
    public int ExpensiveReadsQueue { get; set; } = 16;

    internal sealed class Validation : IValidateOptions<RateLimitOptions>
    {
        public ValidateOptionsResult Validate(string? name, RateLimitOptions options)
        {
            IEnumerable<(string Name, int Value)> settings =
            [
                .. SettingsOf(nameof(User), options.User),
                .. SettingsOf(nameof(Address), options.Address),
                .. SettingsOf(nameof(SignIn), options.SignIn),
                (nameof(CommentsPerHour), options.CommentsPerHour),
                (nameof(ArticlesPerHour), options.ArticlesPerHour),
                (nameof(FollowsPerHour), options.FollowsPerHour),
                (nameof(ExpensiveReads), options.ExpensiveReads),
                (nameof(ExpensiveReadsQueue), options.ExpensiveReadsQueue),
            ];
            var errors = settings
                .Where(setting => setting.Value < 1)
                .Select(setting => $"{Section}__{setting.Name} must be 1 or more, not {setting.Value}.")
                .ToList();
            return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
        }

        private static (string Name, int Value)[] SettingsOf(string name, Rate rate) =>
            [($"{name}__{nameof(Rate.PerSecond)}", rate.PerSecond), ($"{name}__{nameof(Rate.Burst)}", rate.Burst)];
    }
}

/// <summary>The parameters of a token bucket: requests per second on average, and requests at once after a pause.</summary>
internal sealed class Rate
{
    /// <summary>Requests per second, on average.</summary>
    public int PerSecond { get; set; }

    /// <summary>Requests at once after a pause.</summary>
    public int Burst { get; set; }
}
