using System.Globalization;
using System.Net;
using System.Threading.RateLimiting;
using Conduit.ApiService.Auth;
using Conduit.ApiService.Contract;
using Conduit.ServiceDefaults;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;

namespace Conduit.ApiService.Limits;

/// <summary>Limits the requests of a user and of an IP address, before anything is read for them.</summary>
internal static class RateLimits
{
    /// <summary>The policy of requests that hash a password.</summary>
    public const string SignIn = "sign-in";

    /// <summary>
    /// The policy of reads that cost much more than others: searches, and pages with a large offset. They share a few slots, so that other
    /// reads keep their latency.
    /// </summary>
    public const string ExpensiveReads = "expensive-reads";

    private const string OtherReads = "other reads";

    // A page reads about as many index entries as its offset and limit on each shard; below this offset those are few.
    private const int DeepOffset = 1_000;

    public static void AddRateLimits(this IHostApplicationBuilder builder)
    {
        builder.AddLiveSwitches($"{RateLimitOptions.Section}:{nameof(RateLimitOptions.Enabled)}");
        builder.Services.AddOptions<RateLimitOptions>().BindConfiguration(RateLimitOptions.Section).ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<RateLimitOptions>, RateLimitOptions.Validation>();
        builder.Services.AddSingleton<WriteQuotas>();
        builder.Services.AddRateLimiter(_ => { });
        builder.Services.AddOptions<RateLimiterOptions>().Configure<IOptionsMonitor<RateLimitOptions>>(Configure);
    }

    public static void UseRateLimits(this WebApplication app) => app.UseRateLimiter();

    // The switch is read for each request, the limits once.
    private static void Configure(RateLimiterOptions limiter, IOptionsMonitor<RateLimitOptions> options)
    {
        var limits = options.CurrentValue;
        var expensive = new ConcurrencyLimiterOptions { PermitLimit = limits.ExpensiveReads, QueueLimit = limits.ExpensiveReadsQueue };
        limiter.GlobalLimiter = PartitionedRateLimiter.CreateChained(
            PartitionedRateLimiter.Create<HttpContext, IPAddress>(
                http => IsEnabled() ? PartitionByAddress(http, limits.Address) : RateLimitPartition.GetNoLimiter(IPAddress.None)),
            PartitionedRateLimiter.Create<HttpContext, long>(
                http => IsEnabled() ? PartitionByUser(http, limits.User) : RateLimitPartition.GetNoLimiter(Caller.Anonymous)));
        limiter.AddPolicy(
            SignIn,
            http => IsEnabled() ? Bucket(AddressOf(http), limits.SignIn) : RateLimitPartition.GetNoLimiter(IPAddress.None));
        limiter.AddPolicy(
            ExpensiveReads,
            http => IsEnabled() ? PartitionByCost(http, expensive) : RateLimitPartition.GetNoLimiter(OtherReads));
        limiter.OnRejected = RefuseAsync;

        bool IsEnabled() => options.CurrentValue.Enabled;
    }

    private static RateLimitPartition<IPAddress> PartitionByAddress(HttpContext http, Rate rate) =>
        IsApi(http) ? Bucket(AddressOf(http), rate) : RateLimitPartition.GetNoLimiter(IPAddress.None);

    private static RateLimitPartition<long> PartitionByUser(HttpContext http, Rate rate) =>
        Tokens.Read(http.User) is { } token ? Bucket(token.Account, rate) : RateLimitPartition.GetNoLimiter(Caller.Anonymous);

    private static RateLimitPartition<string> PartitionByCost(HttpContext http, ConcurrencyLimiterOptions expensive) =>
        IsExpensive(http)
            ? RateLimitPartition.GetConcurrencyLimiter(ExpensiveReads, _ => expensive)
            : RateLimitPartition.GetNoLimiter(OtherReads);

    private static RateLimitPartition<TKey> Bucket<TKey>(TKey partitionKey, Rate rate) => RateLimitPartition.GetTokenBucketLimiter(
        partitionKey,
        _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = rate.Burst,
            TokensPerPeriod = rate.PerSecond,
            ReplenishmentPeriod = TimeSpan.FromSeconds(1),
            // One timer of the middleware replenishes all buckets.
            AutoReplenishment = false,
        });

    private static bool IsApi(HttpContext http) => http.Request.Path.StartsWithSegments("/api");

    // Every page of a search is expensive, because all articles with the words are ranked.
    private static bool IsExpensive(HttpContext http) =>
        http.Request.Path.StartsWithSegments("/api/search")
        || (long.TryParse(http.Request.Query["offset"], out var offset) && offset >= DeepOffset);

    private static IPAddress AddressOf(HttpContext http) =>
        http.Connection.RemoteIpAddress is { } address ? ClientAddress.Normalize(address) : IPAddress.None;

    private static async ValueTask RefuseAsync(OnRejectedContext refused, CancellationToken cancellationToken)
    {
        var wait = refused.Lease.TryGetMetadata(MetadataName.RetryAfter, out var time) ? time : TimeSpan.FromSeconds(1);
        var seconds = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds));
        refused.HttpContext.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        await Error.TooManyRequests.ExecuteAsync(refused.HttpContext);
    }
}
