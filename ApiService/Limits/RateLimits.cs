using System.Globalization;
using System.Net;
using System.Threading.RateLimiting;
using Conduit.ApiService.Auth;
using Conduit.ApiService.Contract;
using Conduit.ServiceDefaults;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;

namespace Conduit.ApiService.Limits;

/// <summary>Bounds what one user and one address may ask, before anything is looked up for them.</summary>
internal static class RateLimits
{
    /// <summary>The policy of what costs a password's hash.</summary>
    public const string SignIn = "sign-in";

    /// <summary>
    /// The policy of reads that cost much more than others: searches, and pages far down a list. They share a few slots, so that other
    /// reads keep their latency.
    /// </summary>
    public const string ExpensiveReads = "expensive-reads";

    // Up to here a list's page reads a few hundred index entries.
    private const int DeepOffset = 1_000;

    public static void AddRateLimits(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<RateLimitOptions>().BindConfiguration(RateLimitOptions.Section).ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<RateLimitOptions>, RateLimitOptions.Validation>();
        builder.Services.AddSingleton<WriteQuotas>();
        builder.Services.AddRateLimiter(_ => { });
        builder.Services.AddOptions<RateLimiterOptions>().Configure<IOptions<RateLimitOptions>>(Configure);
    }

    public static void UseRateLimits(this WebApplication app) => app.UseRateLimiter();

    private static void Configure(RateLimiterOptions limiter, IOptions<RateLimitOptions> options)
    {
        if (!options.Value.Enabled)
        {
            limiter.AddPolicy(SignIn, _ => RateLimitPartition.GetNoLimiter(0));
            limiter.AddPolicy(ExpensiveReads, _ => RateLimitPartition.GetNoLimiter(0));
            return;
        }

        var (user, address, signIn) = (options.Value.User, options.Value.Address, options.Value.SignIn);
        limiter.GlobalLimiter = PartitionedRateLimiter.CreateChained(
            PartitionedRateLimiter.Create<HttpContext, IPAddress>(http => IsApi(http) ? Bucket(AddressOf(http), address) : RateLimitPartition.GetNoLimiter(IPAddress.None)),
            PartitionedRateLimiter.Create<HttpContext, long>(
                http => Tokens.Read(http.User) is { } token
                    ? Bucket(token.Account, user)
                    : RateLimitPartition.GetNoLimiter(Caller.Nobody)));
        limiter.AddPolicy(SignIn, http => Bucket(AddressOf(http), signIn));
        var expensive =
            new ConcurrencyLimiterOptions { PermitLimit = options.Value.ExpensiveReads, QueueLimit = options.Value.ExpensiveReadsQueue };
        limiter.AddPolicy(ExpensiveReads, http => IsExpensive(http)
            ? RateLimitPartition.GetConcurrencyLimiter(ExpensiveReads, _ => expensive)
            : RateLimitPartition.GetNoLimiter("other reads"));
        limiter.OnRejected = RefuseAsync;
    }

    private static RateLimitPartition<TKey> Bucket<TKey>(TKey key, Rate rate) => RateLimitPartition.GetTokenBucketLimiter(key, _ => new TokenBucketRateLimiterOptions
    {
        TokenLimit = rate.Burst,
        TokensPerPeriod = rate.PerSecond,
        ReplenishmentPeriod = TimeSpan.FromSeconds(1),
        AutoReplenishment = false, // the middleware's own timer does it, for all of them
    });

    private static bool IsApi(HttpContext http) => http.Request.Path.StartsWithSegments("/api");

    // No page of a search is cheap: every article with the words is ranked.
    private static bool IsExpensive(HttpContext http) =>
        http.Request.Path.StartsWithSegments("/api/search")
        || (long.TryParse(http.Request.Query["offset"], out var offset) && offset >= DeepOffset);

    private static IPAddress AddressOf(HttpContext http) =>
        http.Connection.RemoteIpAddress is { } address ? ClientAddress.Normalize(address) : IPAddress.None;

    private static async ValueTask RefuseAsync(OnRejectedContext refused, CancellationToken cancel)
    {
        var wait = refused.Lease.TryGetMetadata(MetadataName.RetryAfter, out var time) ? time : TimeSpan.FromSeconds(1);
        refused.HttpContext.Response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        await Error.TooManyRequests.ExecuteAsync(refused.HttpContext);
    }
}
