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

    // A page reads about as many index entries as its offset and limit on each shard; below this offset those are few.
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
            PartitionedRateLimiter.Create<HttpContext, IPAddress>(http => PartitionByAddress(http, address)),
            PartitionedRateLimiter.Create<HttpContext, long>(http => PartitionByUser(http, user)));
        limiter.AddPolicy(SignIn, http => Bucket(AddressOf(http), signIn));
        var expensive =
            new ConcurrencyLimiterOptions { PermitLimit = options.Value.ExpensiveReads, QueueLimit = options.Value.ExpensiveReadsQueue };
        limiter.AddPolicy(ExpensiveReads, http => PartitionByCost(http, expensive));
        limiter.OnRejected = RefuseAsync;
    }

    private static RateLimitPartition<IPAddress> PartitionByAddress(HttpContext http, Rate rate) =>
        IsApi(http) ? Bucket(AddressOf(http), rate) : RateLimitPartition.GetNoLimiter(IPAddress.None);

    private static RateLimitPartition<long> PartitionByUser(HttpContext http, Rate rate) =>
        Tokens.Read(http.User) is { } token ? Bucket(token.Account, rate) : RateLimitPartition.GetNoLimiter(Caller.Anonymous);

    private static RateLimitPartition<string> PartitionByCost(HttpContext http, ConcurrencyLimiterOptions expensive) =>
        IsExpensive(http)
            ? RateLimitPartition.GetConcurrencyLimiter(ExpensiveReads, _ => expensive)
            : RateLimitPartition.GetNoLimiter("other reads");

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
